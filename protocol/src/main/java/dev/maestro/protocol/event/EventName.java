package dev.maestro.protocol.event;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Every domain event the hub emits; nothing is emitted that is not in this list.
 *
 * <p>With the raw name of {@link #SESSION_SPAWN} the catalogue is 36 names. Spec: docs/protocol/events.md.
 */
public enum EventName {
    PROJECT_CREATED("project:created", Scope.PROJECT),
    PROJECT_UPDATED("project:updated", Scope.PROJECT),
    PROJECT_DELETED("project:deleted", Scope.PROJECT),
    TASK_CREATED("task:created", Scope.PROJECT),
    TASK_UPDATED("task:updated", Scope.SESSION),
    TASK_DELETED("task:deleted", Scope.PROJECT),
    TASK_SESSION_ADDED("task:session_added", Scope.SESSION),
    TASK_SESSION_REMOVED("task:session_removed", Scope.SESSION),
    SESSION_CREATED("session:created", Scope.SESSION),
    SESSION_SPAWN("session:spawn", Scope.SESSION),
    SESSION_UPDATED("session:updated", Scope.SESSION),
    SESSION_DELETED("session:deleted", Scope.SESSION),
    SESSION_TASK_ADDED("session:task_added", Scope.SESSION),
    SESSION_TASK_REMOVED("session:task_removed", Scope.SESSION),
    SUBTASK_CREATED("subtask:created", Scope.SESSION),
    SUBTASK_UPDATED("subtask:updated", Scope.SESSION),
    SUBTASK_DELETED("subtask:deleted", Scope.SESSION),
    NOTIFY_TASK_COMPLETED("notify:task_completed", Scope.SESSION),
    NOTIFY_TASK_FAILED("notify:task_failed", Scope.SESSION),
    NOTIFY_TASK_BLOCKED("notify:task_blocked", Scope.SESSION),
    NOTIFY_TASK_SESSION_COMPLETED("notify:task_session_completed", Scope.SESSION),
    NOTIFY_TASK_SESSION_FAILED("notify:task_session_failed", Scope.SESSION),
    NOTIFY_SESSION_COMPLETED("notify:session_completed", Scope.SESSION),
    NOTIFY_SESSION_FAILED("notify:session_failed", Scope.SESSION),
    NOTIFY_NEEDS_INPUT("notify:needs_input", Scope.SESSION),
    NOTIFY_PROGRESS("notify:progress", Scope.SESSION),
    SESSION_MODAL("session:modal", Scope.SESSION),
    SESSION_MODAL_ACTION("session:modal_action", Scope.SESSION),
    SESSION_MODAL_CLOSED("session:modal_closed", Scope.SESSION),
    TEAM_MEMBER_CREATED("team_member:created", Scope.PROJECT),
    TEAM_MEMBER_UPDATED("team_member:updated", Scope.PROJECT),
    TEAM_MEMBER_DELETED("team_member:deleted", Scope.PROJECT),
    TEAM_MEMBER_ARCHIVED("team_member:archived", Scope.PROJECT),
    MAIL_RECEIVED("mail:received", Scope.SESSION),
    MAIL_DELETED("mail:deleted", Scope.SESSION);

    /** Whom an event is for when a client has narrowed what it hears to some sessions. */
    public enum Scope {
        /** News of the project: heard whatever sessions a client chose. */
        PROJECT,
        /** News of the sessions it concerns; of the project when it concerns none. */
        SESSION
    }

    private static final Map<String, EventName> BY_WIRE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(EventName::wire, Function.identity()));

    private final String wire;
    private final Scope scope;

    EventName(String wire, Scope scope) {
        this.wire = wire;
        this.scope = scope;
    }

    /** Returns the name on Socket.IO, such as {@code task:updated}. */
    @JsonValue
    public String wire() {
        return wire;
    }

    /** Returns the name on the raw WebSocket: the same, but {@code session:spawn_request} for a spawn. */
    public String rawWire() {
        return this == SESSION_SPAWN ? "session:spawn_request" : wire;
    }

    /** Returns whom the event is for. */
    public Scope scope() {
        return scope;
    }

    /** Returns whether the event's name starts with {@code family} and a colon, such as {@code notify}. */
    public boolean isOf(String family) {
        return wire.length() > family.length() && wire.startsWith(family) && wire.charAt(family.length()) == ':';
    }

    /** Finds an event by its Socket.IO name. */
    public static Optional<EventName> find(String wire) {
        return Optional.ofNullable(BY_WIRE.get(wire));
    }
}
