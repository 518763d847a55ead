package dev.maestro.server.schema.asyncapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.ErrorDetail;
import dev.maestro.protocol.model.Mail;
import dev.maestro.protocol.model.Modal;
import dev.maestro.protocol.model.Session;
import dev.maestro.protocol.model.Task;
import dev.maestro.protocol.model.TeamMember;
import dev.maestro.protocol.portal.PortalTime;
import dev.maestro.server.namespace.event.ClientCatalogue;
import dev.maestro.server.namespace.event.ClientEvent;
import dev.maestro.server.terminal.TerminalSummary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What stands in the ack of each client event, for the description alone: a test holds it to real acks. */
final class Acks {
    private static final Map<ClientEvent<?>, Class<?>> ACKS = acks();

    private Acks() {}

    /** Returns what an event is answered when it was carried out. */
    static Class<?> of(ClientEvent<?> event) {
        return Optional.<Class<?>>ofNullable(ACKS.get(event))
                .orElseThrow(() -> new IllegalStateException("how is " + event + " answered?"));
    }

    private static Map<ClientEvent<?>, Class<?>> acks() {
        Map<ClientEvent<?>, Class<?>> acks = new LinkedHashMap<>();
        acks.put(ClientCatalogue.SUBSCRIBE, SubscribedAck.class);
        acks.put(ClientCatalogue.SESSION_SUBSCRIBE, SubscribedAck.class);
        acks.put(ClientCatalogue.UNSUBSCRIBE, MomentAck.class);
        acks.put(ClientCatalogue.SESSION_UNSUBSCRIBE, MomentAck.class);
        acks.put(ClientCatalogue.PING, MomentAck.class);
        acks.put(ClientCatalogue.AUTH_REFRESH, RefreshedAck.class);
        acks.put(ClientCatalogue.PROJECT_SUBSCRIBE, ProjectAck.class);
        acks.put(ClientCatalogue.STATE_SYNC, StateAck.class);
        acks.put(ClientCatalogue.OWN_STATE_SYNC, StateAck.class);
        acks.put(ClientCatalogue.CLAIM_SPAWN, ClaimAck.class);
        acks.put(ClientCatalogue.SEND_MAIL, MailAck.class);
        acks.put(ClientCatalogue.REPLY_INPUT, SessionAck.class);
        acks.put(ClientCatalogue.SPAWN, SessionAck.class);
        acks.put(ClientCatalogue.HEARTBEAT, HeartbeatAck.class);
        acks.put(ClientCatalogue.SESSION_REPORT, SessionAck.class);
        acks.put(ClientCatalogue.AUTHENTICATE, AuthenticatedAck.class);
        acks.put(ClientCatalogue.JOIN_PROJECT, JoinedAck.class);
        acks.put(ClientCatalogue.LEAVE_PROJECT, LeftAck.class);
        acks.put(ClientCatalogue.SUBSCRIBE_TO_EVENTS, ChosenAck.class);
        acks.put(ClientCatalogue.SEND_MESSAGE, MessageAck.class);
        acks.put(ClientCatalogue.TYPING_START, DoneAck.class);
        acks.put(ClientCatalogue.TYPING_STOP, DoneAck.class);
        acks.put(ClientCatalogue.REGISTER_COMMANDS, DoneAck.class);
        acks.put(ClientCatalogue.TERMINAL_REGISTER, RegisteredAck.class);
        acks.put(ClientCatalogue.TERMINAL_OUTPUT, PositionAck.class);
        acks.put(ClientCatalogue.PTY_RESIZE, DoneAck.class);
        acks.put(ClientCatalogue.TERMINAL_EXIT, DoneAck.class);
        acks.put(ClientCatalogue.TERMINAL_WATCH, WatchedAck.class);
        acks.put(ClientCatalogue.TERMINAL_UNWATCH, DoneAck.class);
        acks.put(ClientCatalogue.TERMINAL_INPUT, DoneAck.class);
        acks.put(ClientCatalogue.TERMINAL_RESIZE, DoneAck.class);
        acks.put(ClientCatalogue.TERMINAL_ACK, DoneAck.class);
        acks.put(ClientCatalogue.TERMINAL_LIST, TerminalsAck.class);
        return acks;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AckRefusal(
            boolean success,
            String error,
            ErrorCode code,
            @Nullable List<ErrorDetail> details,
            @JsonProperty("retry_after") @Nullable Long retryAfter,
            @Nullable JsonNode current) {}

    record DoneAck(boolean success) {}

    record SubscribedAck(boolean success, JsonNode sessionIds, long timestamp) {}

    record MomentAck(boolean success, long timestamp) {}

    record RefreshedAck(boolean success, @Nullable Long expiresAt) {}

    record ProjectAck(boolean success, String projectId) {}

    record StateAck(
            boolean success,
            List<Session> sessions,
            List<Task> tasks,
            List<TeamMember> teamMembers,
            List<Mail> mail,
            List<TerminalSummary> terminals,
            List<Modal> modals,
            String offset) {}

    record ClaimAck(boolean success, Session session, String token) {}

    record MailAck(boolean success, Mail mail) {}

    record SessionAck(boolean success, Session session) {}

    record HeartbeatAck(boolean success, long serverTime) {}

    record AuthenticatedAck(
            boolean success, @JsonProperty("user_id") String userId, List<String> permissions) {}

    record JoinedAck(
            boolean success,
            @JsonProperty("project_name") String projectName,
            @JsonProperty("current_state") String currentState,
            @JsonProperty("active_users") int activeUsers,
            @JsonProperty("last_activity") PortalTime lastActivity) {}

    record LeftAck(
            boolean success, @JsonProperty("project_name") String projectName) {}

    record ChosenAck(boolean success, List<String> events) {}

    record MessageAck(
            boolean success, @JsonProperty("message_id") String messageId) {}

    record RegisteredAck(boolean success, long position, boolean resumed, long credit) {}

    record PositionAck(boolean success, long position) {}

    record WatchedAck(
            boolean success,
            int cols,
            int rows,
            String scrollback,
            long position,
            boolean truncated,
            boolean writable,
            String title,
            boolean connected,
            @Nullable String controller,
            boolean mine) {}

    record TerminalsAck(boolean success, List<TerminalSummary> terminals) {}
}
