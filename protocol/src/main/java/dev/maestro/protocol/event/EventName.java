package dev.maestro.protocol.event;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Every domain event that is committed.
 *
 * <p>The native ones go out under their names, and with the raw name of {@link #SESSION_SPAWN} they are 36 names; nothing
 * else is emitted in the native namespaces. The others are what the portal and the Brain are told of, each in words of its
 * own. Spec: docs/protocol/events.md.
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
    MAIL_DELETED("mail:deleted", Scope.SESSION),

    /** A task's status changed, or its progress while it is open. */
    TASK_RUN("task:run"),
    /** An agent did something that is worth telling. */
    AGENT_ACTIVITY("agent:activity"),
    WORKFLOW_CHANGED("workflow:changed"),
    /** A sprint, or how far it has come, changed. */
    SPRINT_CHANGED("sprint:changed"),
    BACKLOG_CHANGED("backlog:changed"),
    APPROVAL_REQUESTED("approval:requested"),
    APPROVAL_RESOLVED("approval:resolved"),
    /** A chat message is there, or has other reactions. */
    MESSAGE_POSTED("message:posted"),
    COMMAND_FINISHED("command:finished"),
    THREAD_CREATED("thread:created"),
    THREAD_UPDATED("thread:updated"),
    TDD_CYCLE_STARTED("tdd:cycle_started"),
    TDD_STATE_CHANGED("tdd:state_changed"),
    TEST_OUTPUT("test:output"),
    /** Of no project: settings of the running hub changed. */
    CONFIG_CHANGED("config:changed"),
    /** Of no project: somebody did something, or was refused. */
    USER_ACTION("user:action");

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
    private final boolean offered;

    EventName(String wire, Scope scope) {
        this.wire = wire;
        this.scope = scope;
        this.offered = true;
    }

    EventName(String wire) {
        this.wire = wire;
        this.scope = Scope.PROJECT;
        this.offered = false;
    }

    /** Returns the events of the native catalogue. */
    public static Set<EventName> nativeOnes() {
        return Arrays.stream(values()).filter(EventName::isNative).collect(Collectors.toUnmodifiableSet());
    }

    /** Returns whether it goes out under its name in the native namespaces and on the raw WebSocket. */
    public boolean isNative() {
        return offered;
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
