package dev.maestro.protocol.portal;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The 27 events that the portal's clients are sent, and where; nothing else is emitted in the portal's namespaces, but for
 * what every namespace has, such as {@code server:shutdown}.
 *
 * <p>Spec: docs/protocol/portal.md.
 */
public enum PortalEvent {
    JOINED_PROJECT("joined_project", Kind.ANSWER, PortalSpace.PORTAL, PortalSpace.PROJECT),
    USER_JOINED("user_joined", Kind.NEWS, PortalSpace.PORTAL, PortalSpace.PROJECT),
    USER_LEFT("user_left", Kind.NEWS, PortalSpace.PORTAL, PortalSpace.PROJECT),

    STATE_CHANGE("state_change", Kind.NEWS, PortalSpace.PROJECT, PortalSpace.PORTAL),
    TASK_UPDATE("task_update", Kind.NEWS, PortalSpace.PROJECT, PortalSpace.PORTAL),
    APPROVAL_REQUEST("approval_request", Kind.NEWS, PortalSpace.PROJECT, PortalSpace.PORTAL),
    APPROVAL_RESOLVED("approval_resolved", Kind.NEWS, PortalSpace.PROJECT, PortalSpace.PORTAL),
    SPRINT_PROGRESS("sprint_progress", Kind.NEWS, PortalSpace.PROJECT, PortalSpace.PORTAL),
    BACKLOG_UPDATED("backlog_updated", Kind.NEWS, PortalSpace.PROJECT, PortalSpace.PORTAL),

    MESSAGE_RECEIVED("message_received", Kind.NEWS, PortalSpace.CHAT),
    COMMAND_RESULT("command_result", Kind.NEWS, PortalSpace.CHAT),
    TYPING_START("typing_start", Kind.NEWS, PortalSpace.CHAT),
    TYPING_STOP("typing_stop", Kind.NEWS, PortalSpace.CHAT),
    THREAD_CREATED("thread_created", Kind.NEWS, PortalSpace.CHAT),
    THREAD_UPDATED("thread_updated", Kind.NEWS, PortalSpace.CHAT),

    AGENT_ACTIVITY("agent_activity", Kind.NEWS, PortalSpace.MONITORING, PortalSpace.PORTAL),
    SYSTEM_METRICS("system_metrics", Kind.NEWS, PortalSpace.MONITORING),
    TDD_CYCLE_STARTED("tdd_cycle_started", Kind.NEWS, PortalSpace.MONITORING),
    TDD_STATE_CHANGE("tdd_state_change", Kind.NEWS, PortalSpace.MONITORING),
    TEST_OUTPUT("test_output", Kind.NEWS, PortalSpace.MONITORING),

    CONFIG_CHANGED("config_changed", Kind.NEWS, PortalSpace.ADMIN),
    USER_ACTION("user_action", Kind.NEWS, PortalSpace.ADMIN),

    AUTHENTICATED("authenticated", Kind.ANSWER, PortalSpace.values()),
    AUTHENTICATION_FAILED("authentication_failed", Kind.ANSWER, PortalSpace.values()),
    RATE_LIMITED("rate_limited", Kind.ANSWER, PortalSpace.values()),
    VALIDATION_ERROR("validation_error", Kind.ANSWER, PortalSpace.values()),
    ERROR("error", Kind.ANSWER, PortalSpace.values());

    /** Whom an event is for. */
    public enum Kind {
        /** Goes to all whom it concerns. */
        NEWS,
        /** Goes to one socket, because of something it did. */
        ANSWER
    }

    private static final Map<String, PortalEvent> BY_WIRE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(PortalEvent::wire, Function.identity()));

    private final String wire;
    private final Kind kind;
    private final Set<PortalSpace> spaces;

    PortalEvent(String wire, Kind kind, PortalSpace... spaces) {
        this.wire = wire;
        this.kind = kind;
        this.spaces = Collections.unmodifiableSet(EnumSet.copyOf(List.of(spaces)));
    }

    /** Finds an event by its name on the wire. */
    public static Optional<PortalEvent> find(String wire) {
        return Optional.ofNullable(BY_WIRE.get(wire));
    }

    /** Returns the events that a socket of a namespace may hear because of what others do. */
    public static Set<PortalEvent> newsOf(PortalSpace space) {
        return Arrays.stream(values())
                .filter(event -> event.kind == Kind.NEWS && event.spaces.contains(space))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Returns the name on the wire, such as {@code state_change}. */
    public String wire() {
        return wire;
    }

    public Kind kind() {
        return kind;
    }

    /** Returns where it is sent. */
    public Set<PortalSpace> spaces() {
        return spaces;
    }
}
