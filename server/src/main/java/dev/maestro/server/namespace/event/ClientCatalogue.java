package dev.maestro.server.namespace.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.maestro.protocol.command.AgentReport;
import dev.maestro.protocol.command.Authenticate;
import dev.maestro.protocol.command.ChosenEvents;
import dev.maestro.protocol.command.ChosenSessions;
import dev.maestro.protocol.command.Heartbeat;
import dev.maestro.protocol.command.JoinProject;
import dev.maestro.protocol.command.LeaveProject;
import dev.maestro.protocol.command.NamedProject;
import dev.maestro.protocol.command.NamedSession;
import dev.maestro.protocol.command.NewToken;
import dev.maestro.protocol.command.NoPayload;
import dev.maestro.protocol.command.PtyExit;
import dev.maestro.protocol.command.PtyOutput;
import dev.maestro.protocol.command.PtyResize;
import dev.maestro.protocol.command.RegisterCommands;
import dev.maestro.protocol.command.RegisterTerminal;
import dev.maestro.protocol.command.ReplyInput;
import dev.maestro.protocol.command.SendMail;
import dev.maestro.protocol.command.SendMessage;
import dev.maestro.protocol.command.SpawnSession;
import dev.maestro.protocol.command.TerminalAck;
import dev.maestro.protocol.command.TerminalInput;
import dev.maestro.protocol.command.TerminalResize;
import dev.maestro.protocol.command.WatchTerminal;
import dev.maestro.protocol.model.AgentStatus;
import dev.maestro.server.domain.Fields;
import dev.maestro.server.domain.Limit;
import dev.maestro.server.domain.chat.ChatService;
import dev.maestro.server.domain.mail.MailService;
import dev.maestro.server.domain.session.ReportService;
import dev.maestro.server.domain.session.SpawnFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything a client can say, and where: an event that is not here is refused in every namespace.
 *
 * <p>Spec: docs/protocol/events.md.
 */
public final class ClientCatalogue {
    /** 1000 ids of 200 letters each. */
    private static final int SESSION_LIST_BYTES = 256 * 1024;

    /** 64 KiB of text, each character of which may be escaped, and some more. */
    private static final int LONG_TEXT_BYTES = 512 * 1024;

    private static final String SESSION_IDS = "sessionIds";

    private static final PayloadShape<ChosenSessions> SESSIONS =
            PayloadShape.objectOrBare(SESSION_IDS, ClientCatalogue::sessions).atMost(SESSION_LIST_BYTES);

    /** Hears of sessions. */
    public static final ClientEvent<ChosenSessions> SUBSCRIBE = new ClientEvent<>("subscribe", SESSIONS);

    /** The same, as phones call it. */
    public static final ClientEvent<ChosenSessions> SESSION_SUBSCRIBE =
            new ClientEvent<>("session:subscribe", SESSIONS);

    /** Hears of these sessions no more, or of none. */
    public static final ClientEvent<Optional<ChosenSessions>> UNSUBSCRIBE =
            new ClientEvent<>("unsubscribe", SESSIONS.optional());

    /** The same, as phones call it. */
    public static final ClientEvent<Optional<ChosenSessions>> SESSION_UNSUBSCRIBE =
            new ClientEvent<>("session:unsubscribe", SESSIONS.optional());

    /** Asks whether anybody is there. */
    public static final ClientEvent<NoPayload> PING = new ClientEvent<>("ping", PayloadShape.none());

    /** Gives the socket a token in place of its own. */
    public static final ClientEvent<NewToken> AUTH_REFRESH = new ClientEvent<>(
            "auth:refresh",
            PayloadShape.object((fields, limits) -> new NewToken(fields.requiredText("token", Limit.TOKEN))));

    /** Hears of a project. */
    public static final ClientEvent<NamedProject> PROJECT_SUBSCRIBE =
            new ClientEvent<>("project:subscribe", PayloadShape.object(ClientCatalogue::project));

    /** Reads the state of a project. */
    public static final ClientEvent<NamedProject> STATE_SYNC =
            new ClientEvent<>("state:sync", PayloadShape.object(ClientCatalogue::project));

    /** Reads the state of the socket's own project. */
    public static final ClientEvent<NoPayload> OWN_STATE_SYNC = new ClientEvent<>("state:sync", PayloadShape.none());

    /** Says that this desktop starts a session's terminal. */
    public static final ClientEvent<NamedSession> CLAIM_SPAWN =
            new ClientEvent<>("session:claim-spawn", PayloadShape.object(ClientCatalogue::session));

    /** Sends mail to a session of the socket's project. */
    public static final ClientEvent<SendMail> SEND_MAIL = new ClientEvent<>(
            "mail:send",
            PayloadShape.object((fields, limits) -> MailService.read(fields)).atMost(LONG_TEXT_BYTES));

    /** Answers a session of the socket's project that waits for a person. */
    public static final ClientEvent<ReplyInput> REPLY_INPUT = new ClientEvent<>(
            "session:reply-input", PayloadShape.object(ClientCatalogue::reply).atMost(LONG_TEXT_BYTES));

    /** Has a session made in the socket's project, which desktops are offered to start. */
    public static final ClientEvent<SpawnSession> SPAWN = new ClientEvent<>(
            "session:spawn",
            PayloadShape.object((fields, limits) -> SpawnFields.readInProject(fields))
                    .atMost(LONG_TEXT_BYTES));

    /** Says that an agent is alive, and what it does. */
    public static final ClientEvent<Heartbeat> HEARTBEAT =
            new ClientEvent<>("heartbeat", PayloadShape.object(ClientCatalogue::heartbeat));

    /** Says what became of an agent's work. */
    public static final ClientEvent<AgentReport> SESSION_REPORT =
            new ClientEvent<>("session:report", PayloadShape.object((fields, limits) -> ReportService.read(fields)));

    /** Says who a client of the portal is. */
    public static final ClientEvent<Authenticate> AUTHENTICATE =
            new ClientEvent<>("authenticate", PayloadShape.object(ClientCatalogue::authenticate));

    /** Comes into a project. */
    public static final ClientEvent<JoinProject> JOIN_PROJECT =
            new ClientEvent<>("join_project", PayloadShape.object(PortalPayloads::join));

    /** Goes out of a project. */
    public static final ClientEvent<LeaveProject> LEAVE_PROJECT =
            new ClientEvent<>("leave_project", PayloadShape.object(PortalPayloads::leave));

    /** Chooses what the socket hears. */
    public static final ClientEvent<ChosenEvents> SUBSCRIBE_TO_EVENTS =
            new ClientEvent<>("subscribe_to_events", PayloadShape.object(PortalPayloads::events));

    /** Says something in a project's chat. */
    public static final ClientEvent<SendMessage> SEND_MESSAGE = new ClientEvent<>(
            "send_message", PayloadShape.object((fields, limits) -> ChatService.read(fields, limits.messages())));

    /** Begins to type, or still does. */
    public static final ClientEvent<NoPayload> TYPING_START =
            new ClientEvent<>("typing_start", PayloadShape.whatever());

    /** Types no more. */
    public static final ClientEvent<NoPayload> TYPING_STOP = new ClientEvent<>("typing_stop", PayloadShape.whatever());

    /** Says that the socket runs commands of its project. */
    public static final ClientEvent<RegisterCommands> REGISTER_COMMANDS =
            new ClientEvent<>("register_commands", PayloadShape.object(PortalPayloads::commands));

    /** Says that the socket runs a session's PTY. */
    public static final ClientEvent<RegisterTerminal> TERMINAL_REGISTER = new ClientEvent<>(
            "terminal:register",
            PayloadShape.object(TerminalPayloads::register).atMost(TerminalPayloads.HISTORY_BYTES));

    /** What a PTY wrote. */
    public static final ClientEvent<PtyOutput> TERMINAL_OUTPUT = ClientEvent.uncounted(
            "terminal:output", PayloadShape.object(TerminalPayloads::output).atMost(TerminalPayloads.OUTPUT_BYTES));

    /** A PTY has another size. */
    public static final ClientEvent<PtyResize> PTY_RESIZE =
            new ClientEvent<>("terminal:resize", PayloadShape.object(TerminalPayloads::ptyResize));

    /** A PTY's command has ended. */
    public static final ClientEvent<PtyExit> TERMINAL_EXIT =
            new ClientEvent<>("terminal:exit", PayloadShape.object(TerminalPayloads::exit));

    /** Asks for a terminal's screen and stream. */
    public static final ClientEvent<WatchTerminal> TERMINAL_WATCH =
            new ClientEvent<>("terminal:watch", PayloadShape.object(TerminalPayloads::watch));

    /** Watches a terminal no more. */
    public static final ClientEvent<NamedSession> TERMINAL_UNWATCH =
            new ClientEvent<>("terminal:unwatch", PayloadShape.object(ClientCatalogue::session));

    /** Types. */
    public static final ClientEvent<TerminalInput> TERMINAL_INPUT = new ClientEvent<>(
            "terminal:input", PayloadShape.object(TerminalPayloads::input).atMost(TerminalPayloads.INPUT_BYTES));

    /** Asks for another size of a terminal. */
    public static final ClientEvent<TerminalResize> TERMINAL_RESIZE =
            new ClientEvent<>("terminal:resize", PayloadShape.object(TerminalPayloads::resize));

    /** Says how far a viewer's terminal has got. */
    public static final ClientEvent<TerminalAck> TERMINAL_ACK =
            ClientEvent.uncounted("terminal:ack", PayloadShape.object(TerminalPayloads::ack));

    /** Lists the terminals there are. */
    public static final ClientEvent<NoPayload> TERMINAL_LIST = new ClientEvent<>("terminal:list", PayloadShape.none());

    private static final List<ClientEvent<?>> NATIVE =
            List.of(SUBSCRIBE, SESSION_SUBSCRIBE, UNSUBSCRIBE, SESSION_UNSUBSCRIBE, PING, AUTH_REFRESH);

    private static final List<ClientEvent<?>> PORTAL = List.of(AUTHENTICATE);

    private static final List<ClientEvent<?>> PROJECTS =
            List.of(AUTHENTICATE, JOIN_PROJECT, LEAVE_PROJECT, SUBSCRIBE_TO_EVENTS);

    /** What each namespace takes, by its name or template. */
    public static final Map<String, List<ClientEvent<?>>> NAMESPACES = Map.of(
            "/ui",
                    nativeAnd(
                            PROJECT_SUBSCRIBE,
                            STATE_SYNC,
                            CLAIM_SPAWN,
                            TERMINAL_REGISTER,
                            TERMINAL_OUTPUT,
                            PTY_RESIZE,
                            TERMINAL_EXIT),
            "/mobile", nativeAnd(OWN_STATE_SYNC, SEND_MAIL, REPLY_INPUT, SPAWN),
            "/cli", nativeAnd(HEARTBEAT, SESSION_REPORT, TERMINAL_REGISTER, TERMINAL_OUTPUT, PTY_RESIZE, TERMINAL_EXIT),
            "/terminal",
                    nativeAnd(
                            TERMINAL_WATCH,
                            TERMINAL_UNWATCH,
                            TERMINAL_INPUT,
                            TERMINAL_RESIZE,
                            TERMINAL_ACK,
                            TERMINAL_LIST),
            "/portal", PROJECTS,
            "/project/{name}", PROJECTS,
            "/chat/{name}", List.of(AUTHENTICATE, SEND_MESSAGE, TYPING_START, TYPING_STOP, REGISTER_COMMANDS),
            "/monitoring", PORTAL,
            "/admin", PORTAL);

    private ClientCatalogue() {}

    private static List<ClientEvent<?>> nativeAnd(ClientEvent<?>... more) {
        List<ClientEvent<?>> events = new ArrayList<>(NATIVE);
        events.addAll(List.of(more));
        return List.copyOf(events);
    }

    private static ChosenSessions sessions(Fields fields, PayloadLimits limits) {
        List<String> ids = fields.wordsAmong(SESSION_IDS, limits.sessionIds());
        JsonNode asked = fields.any(SESSION_IDS, SESSION_LIST_BYTES);
        return new ChosenSessions(ids, asked == null ? NullNode.instance : asked);
    }

    private static NamedProject project(Fields fields, PayloadLimits limits) {
        return new NamedProject(fields.requiredText("projectId", Limit.WORD));
    }

    private static NamedSession session(Fields fields, PayloadLimits limits) {
        return new NamedSession(fields.requiredText("sessionId", Limit.WORD));
    }

    private static ReplyInput reply(Fields fields, PayloadLimits limits) {
        return new ReplyInput(
                fields.requiredText("sessionId", Limit.WORD), fields.clearableText("text", Limit.TEXT, null));
    }

    private static Heartbeat heartbeat(Fields fields, PayloadLimits limits) {
        String status = fields.requiredText("status", Limit.WORD);
        if (AgentStatus.OF_THE_HUB.contains(status)) {
            fields.fault("status", "is the hub's to say, not the agent's");
        }
        return new Heartbeat(status, fields.clearableText("taskId", Limit.WORD, null));
    }

    private static Authenticate authenticate(Fields fields, PayloadLimits limits) {
        return new Authenticate(
                fields.requiredText("token", Limit.TOKEN), fields.clearableText("user_id", Limit.WORD, null));
    }
}
