package dev.maestro.server.namespace.event;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What clients send and are answered, in TypeScript; {@code ProtocolTypesTest} holds it to what the hub reads. */
final class ClientWords {
    private static final Pattern FIELD = Pattern.compile("\\s*(\\w+)(\\?)?: (.+?);");
    private static final String STATE = "Omit<State, 'success'>";

    /**
     * What an event carries and how it is answered.
     *
     * @param payload the type of its payload; empty when it has none
     * @param needed whether it must be there
     * @param ack the type of what stands in the ack beside {@code success}
     */
    record Word(String payload, boolean needed, String ack) {
        static Word of(String payload, String ack) {
            return new Word(payload, true, ack);
        }

        static Word bare(String ack) {
            return new Word("", false, ack);
        }
    }

    /**
     * A field of a payload.
     *
     * @param required whether it must be there
     * @param nullable whether null is taken for it
     */
    record Field(String name, boolean required, boolean nullable) {}

    /** Payloads that are objects, by the names of their types. */
    static final Map<String, String> PAYLOADS = payloads();

    static final Map<ClientEvent<?>, Word> WORDS = words();

    private ClientWords() {}

    /** Returns what an event carries, and how it is answered. */
    static Word of(ClientEvent<?> event) {
        return Optional.ofNullable(WORDS.get(event))
                .orElseThrow(() -> new IllegalStateException("what does " + event + " carry?"));
    }

    /** Returns the fields of a payload, if it is an object. */
    static Optional<Map<String, Field>> fields(String payload) {
        return Optional.ofNullable(PAYLOADS.get(payload)).map(text -> {
            Map<String, Field> fields = new LinkedHashMap<>();
            Matcher found = FIELD.matcher(text);
            while (found.find()) {
                String type = found.group(3);
                fields.put(
                        found.group(1),
                        new Field(
                                found.group(1),
                                found.group(2) == null,
                                type.endsWith("| null") || type.equals("Json")));
            }
            return fields;
        });
    }

    private static Map<String, String> payloads() {
        Map<String, String> types = new LinkedHashMap<>();
        types.put("NewToken", "token: string;");
        types.put("NamedProject", "projectId: string;");
        types.put("NamedSession", "sessionId: string;");
        types.put("SendMail", "toSessionId: string; type?: string; subject: string; body?: string;");
        types.put("ReplyInput", "sessionId: string; text?: string | null;");
        types.put(
                "SpawnSession",
                "projectId?: string; taskIds?: string[]; skills?: string[]; name?: string; spawnedBy?: string | null;"
                        + " spawnReason?: string | null; agentId?: string | null; env?: Record<string, string>;");
        types.put("Heartbeat", "status: string; taskId?: string | null;");
        types.put(
                "AgentReport",
                "type: 'progress' | 'needs_input' | 'completed' | 'failed' | 'blocked'; message?: string;"
                        + " taskId?: string | null;");
        types.put("Authenticate", "token: string; user_id?: string | null;");
        types.put("JoinProject", "project_name: string; user_id?: string | null;");
        types.put("LeaveProject", "project_name: string;");
        types.put("ChosenEvents", "events: PortalEventName[]; project_name?: string | null;");
        types.put(
                "SendMessage",
                "content: string; type: 'message' | 'command' | 'thread_reply'; thread_id?: string;"
                        + " attachments?: Attachment[];");
        types.put("RegisterCommands", "commands: string[];");
        types.put(
                "RegisterTerminal",
                "ptyId: string; sessionId: string; cols?: number; rows?: number; takeover?: boolean;"
                        + " position?: number | null; history?: string | null;");
        types.put("PtyOutput", "ptyId: string; data: string; position?: number | null;");
        types.put("PtyResize", "ptyId: string; cols: number; rows: number;");
        types.put("PtyExit", "ptyId: string; exitCode?: number | null;");
        types.put("WatchTerminal", "sessionId: string; since?: number | null; lossless?: boolean;");
        types.put("TerminalInput", "sessionId: string; input: string;");
        types.put("TerminalResize", "sessionId: string; cols: number; rows: number;");
        types.put("TerminalAck", "sessionId: string; position: number;");
        return types;
    }

    private static Map<ClientEvent<?>, Word> words() {
        Map<ClientEvent<?>, Word> words = new LinkedHashMap<>();
        Word subscribe = Word.of("ChosenSessions", "Subscribed");
        Word unsubscribe = new Word("ChosenSessions", false, "At");
        words.put(ClientCatalogue.SUBSCRIBE, subscribe);
        words.put(ClientCatalogue.SESSION_SUBSCRIBE, subscribe);
        words.put(ClientCatalogue.UNSUBSCRIBE, unsubscribe);
        words.put(ClientCatalogue.SESSION_UNSUBSCRIBE, unsubscribe);
        words.put(ClientCatalogue.PING, Word.bare("At"));
        words.put(ClientCatalogue.AUTH_REFRESH, Word.of("NewToken", "{ expiresAt: number | null }"));
        words.put(ClientCatalogue.PROJECT_SUBSCRIBE, Word.of("NamedProject", "{ projectId: string }"));
        words.put(ClientCatalogue.STATE_SYNC, Word.of("NamedProject", STATE));
        words.put(ClientCatalogue.OWN_STATE_SYNC, Word.bare(STATE));
        words.put(ClientCatalogue.CLAIM_SPAWN, Word.of("NamedSession", "{ session: Session; token: string }"));
        words.put(ClientCatalogue.SEND_MAIL, Word.of("SendMail", "{ mail: Mail }"));
        words.put(ClientCatalogue.REPLY_INPUT, Word.of("ReplyInput", "{ session: Session }"));
        words.put(ClientCatalogue.SPAWN, Word.of("SpawnSession", "{ session: Session }"));
        words.put(ClientCatalogue.HEARTBEAT, Word.of("Heartbeat", "{ serverTime: number }"));
        words.put(ClientCatalogue.SESSION_REPORT, Word.of("AgentReport", "{ session: Session }"));
        words.put(ClientCatalogue.AUTHENTICATE, Word.of("Authenticate", "PortalAuthenticated"));
        words.put(ClientCatalogue.JOIN_PROJECT, Word.of("JoinProject", "PortalJoinedProject"));
        words.put(ClientCatalogue.LEAVE_PROJECT, Word.of("LeaveProject", "{ project_name: string }"));
        words.put(ClientCatalogue.SUBSCRIBE_TO_EVENTS, Word.of("ChosenEvents", "{ events: PortalEventName[] }"));
        words.put(ClientCatalogue.SEND_MESSAGE, Word.of("SendMessage", "{ message_id: string }"));
        words.put(ClientCatalogue.TYPING_START, new Word("Json", false, "{}"));
        words.put(ClientCatalogue.TYPING_STOP, new Word("Json", false, "{}"));
        words.put(ClientCatalogue.REGISTER_COMMANDS, Word.of("RegisterCommands", "{}"));
        words.put(
                ClientCatalogue.TERMINAL_REGISTER,
                Word.of("RegisterTerminal", "{ position: number; resumed: boolean; credit: number }"));
        words.put(ClientCatalogue.TERMINAL_OUTPUT, Word.of("PtyOutput", "{ position: number }"));
        words.put(ClientCatalogue.PTY_RESIZE, Word.of("PtyResize", "{}"));
        words.put(ClientCatalogue.TERMINAL_EXIT, Word.of("PtyExit", "{}"));
        words.put(ClientCatalogue.TERMINAL_WATCH, Word.of("WatchTerminal", "Watched"));
        words.put(ClientCatalogue.TERMINAL_UNWATCH, Word.of("NamedSession", "{}"));
        words.put(ClientCatalogue.TERMINAL_INPUT, Word.of("TerminalInput", "{}"));
        words.put(ClientCatalogue.TERMINAL_RESIZE, Word.of("TerminalResize", "{}"));
        words.put(ClientCatalogue.TERMINAL_ACK, Word.of("TerminalAck", "{}"));
        words.put(ClientCatalogue.TERMINAL_LIST, Word.bare("{ terminals: TerminalSummary[] }"));
        return words;
    }
}
