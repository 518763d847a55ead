package dev.maestro.server.namespace.event;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.ErrorDetail;
import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.model.Approval;
import dev.maestro.protocol.model.AuditEntry;
import dev.maestro.protocol.model.ChatThread;
import dev.maestro.protocol.model.DeletedDocument;
import dev.maestro.protocol.model.Mail;
import dev.maestro.protocol.model.Message;
import dev.maestro.protocol.model.Modal;
import dev.maestro.protocol.model.Project;
import dev.maestro.protocol.model.Session;
import dev.maestro.protocol.model.Sprint;
import dev.maestro.protocol.model.Story;
import dev.maestro.protocol.model.Task;
import dev.maestro.protocol.model.TeamMember;
import dev.maestro.protocol.model.Workflow;
import dev.maestro.protocol.portal.PortalEvent;
import dev.maestro.protocol.portal.PortalSpace;
import dev.maestro.server.auth.TokenNotice;
import dev.maestro.server.namespace.event.ClientWords.Word;
import dev.maestro.server.schema.asyncapi.EventPayloads;
import dev.maestro.server.terminal.TerminalSummary;
import dev.maestro.server.terminal.Watched;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes {@code protocol.d.ts}: what goes over the wire, of the code's own catalogues. */
final class ProtocolTypes {
    /** The documents that clients are given, be it by an event or by REST. */
    static final Set<Class<?>> DOCUMENTS = Set.of(
            Approval.class,
            AuditEntry.class,
            ChatThread.class,
            Mail.class,
            Message.class,
            Modal.class,
            Project.class,
            Session.class,
            Sprint.class,
            Story.class,
            Task.class,
            TeamMember.class,
            Workflow.class);

    private static final String HEAD = """
            // What goes over the wire of Maestro Hub. Generated from the hub's catalogues; ProtocolTypesTest says how. Not to be edited.

            /** Any JSON. */
            export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

            /** A time such as `2024-02-01T12:05:23.456Z`. All other times are epoch milliseconds. */
            export type IsoTime = string;

            """;

    private static final String COMMON = """

            /** An answer: `success` says which of the two it is. */
            export type Ack<T = {}> = ({ success: true } & T) | AckRefusal;

            export interface AckRefusal {
              success: false;
              /** A sentence for a person. */
              error: string;
              code: ErrorCode;
              details?: ErrorDetail[];
              /** Milliseconds, with `rate_limited`. */
              retry_after?: number;
              /** The document as it is, with `stale_version` and `conflict`. */
              current?: Json;
            }

            /** `data` of a CONNECT_ERROR; the sentence is the error's `message`. */
            export interface ConnectRefusal {
              code: ErrorCode;
              retry_after?: number;
            }

            /** A REST refusal, `application/problem+json`. */
            export interface Problem {
              type: string;
              title: string;
              status: number;
              detail: string;
              instance: string;
              code: ErrorCode;
              details?: ErrorDetail[];
              current?: Json;
              reference?: string;
              retry_after?: number;
            }

            /** `GET /api/me`. */
            export interface Me {
              kind: 'local' | 'user' | 'agent';
              id: string;
              email?: string;
              allProjects: boolean;
              projectIds: string[];
              permissions: Permission[];
              expiresAt?: number;
            }

            export type Permission = 'admin' | 'monitor' | 'terminal:write';

            /** `GET /api/state`, and the ack of `state:sync`. */
            export interface State {
              success: true;
              sessions: Session[];
              tasks: Task[];
              teamMembers: TeamMember[];
              mail: Mail[];
              terminals: TerminalSummary[];
              modals: Modal[];
              offset: string;
            }

            /** Sessions by their ids. */
            export type ChosenSessions = string[] | { sessionIds: string[] };

            export interface At {
              timestamp: number;
            }

            export interface Subscribed extends At {
              sessionIds: Json;
            }

            /** What a client hears that sent something without an ack, and was refused. */
            export interface Refused {
              message: string;
              code: ErrorCode;
              details: ErrorDetail[];
              retry_after?: number;
            }

            /** What a client hears before the hub closes on it; `after` in milliseconds, `limit` and `size` in bytes. */
            export interface Goodbye {
              code: string;
              reason: string;
              retry: 'now' | 'later' | 'never';
              after?: number;
              limit?: number;
              size?: number;
            }

            /** What every namespace may hear. */
            export interface CommonEvents {
              'auth:expiring': (end: TokenNotice) => void;
              'auth:expired': (end: TokenNotice) => void;
              'auth:access': (change: { gained: string[]; lost: string[] }) => void;
              'server:shutdown': (notice: { timestamp: number; reconnectAfter: number }) => void;
              'server:goodbye': (goodbye: Goodbye) => void;
            }

            /** What every native namespace hears because of what it sends. */
            export interface AnswerEvents {
              subscribed: (answer: Subscribed) => void;
              unsubscribed: (answer: At) => void;
              pong: (answer: At) => void;
              validation_error: (refusal: Refused) => void;
              rate_limited: (refusal: Refused) => void;
            }

            export type NativeEventName = keyof NativeEvents;

            /** A native event as it is on the wire. */
            export interface Envelope<N extends NativeEventName = NativeEventName> {
              type: N;
              event: N;
              data: NativeEvents[N];
              timestamp: number;
            }

            /** Any native event; `type` tells which. */
            export type AnyEnvelope = { [N in NativeEventName]: Envelope<N> }[NativeEventName];

            /** What the plain WebSocket `/` sends: a spawn has another name there. */
            export type RawEnvelope =
              | { [N in Exclude<NativeEventName, 'session:spawn'>]: Envelope<N> }[Exclude<NativeEventName, 'session:spawn'>]
              | { type: 'session:spawn_request'; event: 'session:spawn_request'; data: Spawn; timestamp: number };

            /** Listeners of the native events; the offset is given back at CONNECT and never read. */
            export type NewsEvents = { [N in NativeEventName]: (envelope: Envelope<N>, offset: string) => void };

            /** What the owner of terminals hears, on `/ui` and `/cli`. */
            export interface OwnerEvents {
              'terminal:input': (input: { ptyId: string; data: string }) => void;
              'terminal:resize': (size: { ptyId: string; cols: number; rows: number }) => void;
              'terminal:flow': (flow: { ptyId: string; paused: boolean }) => void;
            }

            /** What viewers of terminals hear, on `/terminal`. */
            export interface ViewerEvents {
              'terminal:output': (output: { sessionId: string; data: string; position: number }) => void;
              'terminal:resync': (screen: {
                sessionId: string;
                scrollback: string;
                position: number;
                cols: number;
                rows: number;
              }) => void;
              'terminal:resized': (size: { sessionId: string; cols: number; rows: number }) => void;
              'terminal:owner': (owner: { sessionId: string; connected: boolean }) => void;
              'terminal:controller': (controller: { sessionId: string; controller: string | null; mine: boolean }) => void;
              'terminal:exit': (end: {
                sessionId: string;
                /** Left out with `server_shutdown`: the command goes on. */
                exitCode?: number | null;
                reason?: 'owner_disconnected' | 'replaced' | 'session_deleted' | 'server_shutdown';
              }) => void;
            }

            /** A command of the chat that this client registered; to be acked within 30 s. */
            export interface PortalCommand {
              message_id: string;
              command: string;
              arguments: string[];
              content: string;
              user_id: string;
              project_name: string;
              timestamp: IsoTime;
            }

            export interface PortalCommandAnswer {
              success: boolean;
              result?: Json;
              error?: string;
              embed_data?: Json;
            }

            """;

    private static final List<String> NAMESPACES = List.of(
            "/ui",
            "/mobile",
            "/cli",
            "/terminal",
            "/portal",
            "/project/{name}",
            "/chat/{name}",
            "/monitoring",
            "/admin");

    private final TypeScriptRecords records = new TypeScriptRecords();

    /** Returns the file's text. */
    String text() {
        records.nameOf(ErrorCode.class);
        records.nameOf(ErrorDetail.class);
        records.nameOf(TokenNotice.class);
        records.nameOf(Watched.class);
        records.nameOf(TerminalSummary.class);
        DOCUMENTS.forEach(records::nameOf);
        String events = nativeEvents() + portalEvents();
        String payloads = ClientWords.PAYLOADS.entrySet().stream()
                .map(payload -> "export interface " + payload.getKey() + " {\n"
                        + payload.getValue().replaceAll("\\s*(\\w+\\??: .+?;)", "  $1\n") + "}\n\n")
                .collect(Collectors.joining());
        return HEAD + records.declarations() + COMMON + events + payloads + spaces();
    }

    private String nativeEvents() {
        String lines = Arrays.stream(EventName.values())
                .flatMap(event ->
                        data(event).stream().map(data -> "  '" + event.wire() + "': " + records.nameOf(data) + ";\n"))
                .collect(Collectors.joining());
        return "/** `data` of each native event. */\nexport interface NativeEvents {\n" + lines + "}\n\n";
    }

    /** Returns what an event carries; empty for those that go out under other names only. */
    static Optional<Class<?>> data(EventName event) {
        return EventPayloads.data(event);
    }

    private String portalEvents() {
        String lines = Arrays.stream(PortalEvent.values())
                .map(event -> "  " + event.wire() + ": " + records.nameOf(EventPayloads.payload(event)) + ";\n")
                .collect(Collectors.joining());
        return "/** The payload of each of the portal's events. */\nexport interface PortalEvents {\n" + lines + "}\n\n"
                + "export type PortalEventName = keyof PortalEvents;\n\n"
                + "/** Listeners of some of the portal's events; what is stored has its offset after it. */\n"
                + "export type PortalNews<N extends PortalEventName> = "
                + "{ [E in N]: (payload: PortalEvents[E], offset?: string) => void };\n\n";
    }

    /** Of each namespace what it says and what it hears, for {@code Socket<…ServerEvents, …ClientEvents>}. */
    private static String spaces() {
        if (!Set.copyOf(NAMESPACES).equals(ClientCatalogue.NAMESPACES.keySet())) {
            throw new IllegalStateException("the namespaces are " + ClientCatalogue.NAMESPACES.keySet());
        }
        String interfaces = NAMESPACES.stream()
                .map(namespace -> "/** What `" + namespace + "` hears. */\nexport type " + nameOf(namespace)
                        + "ServerEvents = " + heard(namespace) + ";\n\n/** What is said to `" + namespace
                        + "`. */\nexport interface " + nameOf(namespace) + "ClientEvents {\n"
                        + ClientCatalogue.NAMESPACES.getOrDefault(namespace, List.of()).stream()
                                .map(ProtocolTypes::said)
                                .collect(Collectors.joining())
                        + "}\n\n")
                .collect(Collectors.joining());
        return interfaces + map("ServerToClientEvents", "hears", "ServerEvents") + "\n"
                + map("ClientToServerEvents", "takes", "ClientEvents");
    }

    private static String map(String name, String verb, String end) {
        return "/** What a namespace " + verb + ", by its name or template. */\nexport interface " + name + " {\n"
                + NAMESPACES.stream()
                        .map(namespace -> "  '" + namespace + "': " + nameOf(namespace) + end + ";\n")
                        .collect(Collectors.joining())
                + "}\n";
    }

    private static String nameOf(String namespace) {
        String word = namespace.split("/")[1];
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    private static String heard(String namespace) {
        return switch (namespace) {
            case "/ui", "/cli" -> "CommonEvents & AnswerEvents & NewsEvents & OwnerEvents";
            case "/mobile" -> "CommonEvents & AnswerEvents & NewsEvents";
            case "/terminal" -> "CommonEvents & AnswerEvents & ViewerEvents";
            default ->
                "CommonEvents & PortalNews<" + portalNews(namespace) + ">"
                        + (namespace.startsWith("/chat/")
                                ? " & {\n  command: (command: PortalCommand, ack: (answer: PortalCommandAnswer) => void) => void;\n}"
                                : "");
        };
    }

    private static String portalNews(String namespace) {
        PortalSpace space = Stream.of(PortalSpace.values())
                .filter(one -> one.text().equals(namespace))
                .findFirst()
                .orElseThrow();
        return Arrays.stream(PortalEvent.values())
                .filter(event -> event.spaces().contains(space))
                .map(event -> "\n  | '" + event.wire() + "'")
                .collect(Collectors.joining());
    }

    private static String said(ClientEvent<?> event) {
        Word word = ClientWords.of(event);
        String ack = "ack?: (answer: Ack<" + word.ack() + ">) => void";
        String payload = word.payload().isEmpty() ? "" : "payload: " + word.payload() + ", ";
        // Without its optional payload an event takes its ack in the first place.
        String signature = word.needed() || payload.isEmpty()
                ? "(" + payload + ack + ") => void"
                : "(...said: [payload: " + word.payload() + ", " + ack + "] | [" + ack + "]) => void";
        return "  '" + event.name() + "': " + signature + ";\n";
    }

    static Map<Class<?>, String> goldenNames() {
        return Map.ofEntries(
                Map.entry(Approval.class, "approval"),
                Map.entry(ChatThread.class, "thread"),
                Map.entry(DeletedDocument.class, "deleted"),
                Map.entry(Mail.class, "mail"),
                Map.entry(Message.class, "message"),
                Map.entry(Modal.class, "modal"),
                Map.entry(Project.class, "project"),
                Map.entry(Session.class, "session"),
                Map.entry(Sprint.class, "sprint"),
                Map.entry(Story.class, "story"),
                Map.entry(Task.class, "task"),
                Map.entry(TeamMember.class, "team-member"),
                Map.entry(Workflow.class, "workflow"));
    }
}
