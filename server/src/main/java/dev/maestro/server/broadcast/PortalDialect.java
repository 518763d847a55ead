package dev.maestro.server.broadcast;

import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.event.Room;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.portal.PortalEvent;
import dev.maestro.protocol.portal.PortalSpace;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.socketio.Broadcast;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The portal's dialect: {@code /portal}, {@code /project/{name}}, {@code /chat/{name}}, {@code /monitoring} and
 * {@code /admin}, with a bare payload and the offset for arguments.
 *
 * <p>A project's event goes to its room, and on {@code /portal} and {@code /project/{name}} also to the room of those who
 * hear of the project this event only. {@code /monitoring} hears of the projects one may see; what is of no project goes to
 * those who watch the hub. After a project is deleted nobody is in its rooms.
 *
 * <p>Pure but for the names of projects, which move on with the feed. Spec: docs/protocol/portal.md.
 */
public final class PortalDialect implements Dialect {
    private static final Map<EventName, Telling> TELLINGS = Map.ofEntries(
            telling(EventName.WORKFLOW_CHANGED, PortalEvent.STATE_CHANGE, ProjectPayloads::stateChange),
            telling(EventName.TASK_CREATED, PortalEvent.TASK_UPDATE, ProjectPayloads::taskUpdate),
            telling(EventName.TASK_UPDATED, PortalEvent.TASK_UPDATE, ProjectPayloads::taskUpdate),
            telling(EventName.APPROVAL_REQUESTED, PortalEvent.APPROVAL_REQUEST, ProjectPayloads::approvalRequest),
            telling(EventName.APPROVAL_RESOLVED, PortalEvent.APPROVAL_RESOLVED, ProjectPayloads::approvalResolved),
            telling(EventName.SPRINT_CHANGED, PortalEvent.SPRINT_PROGRESS, ProjectPayloads::sprintProgress),
            telling(EventName.BACKLOG_CHANGED, PortalEvent.BACKLOG_UPDATED, ProjectPayloads::backlogUpdated),
            telling(EventName.MESSAGE_POSTED, PortalEvent.MESSAGE_RECEIVED, ChatPayloads::messageReceived),
            telling(EventName.COMMAND_FINISHED, PortalEvent.COMMAND_RESULT, ChatPayloads::commandResult),
            telling(EventName.THREAD_CREATED, PortalEvent.THREAD_CREATED, ChatPayloads::threadCreated),
            telling(EventName.THREAD_UPDATED, PortalEvent.THREAD_UPDATED, ChatPayloads::threadUpdated),
            telling(EventName.AGENT_ACTIVITY, PortalEvent.AGENT_ACTIVITY, MonitoringPayloads::agentActivity),
            telling(EventName.TDD_CYCLE_STARTED, PortalEvent.TDD_CYCLE_STARTED, MonitoringPayloads::tddCycleStarted),
            telling(EventName.TDD_STATE_CHANGED, PortalEvent.TDD_STATE_CHANGE, MonitoringPayloads::tddStateChange),
            telling(EventName.TEST_OUTPUT, PortalEvent.TEST_OUTPUT, MonitoringPayloads::testOutput),
            telling(EventName.CONFIG_CHANGED, PortalEvent.CONFIG_CHANGED, AdminPayloads::configChanged),
            telling(EventName.USER_ACTION, PortalEvent.USER_ACTION, AdminPayloads::userAction));

    private final UnaryOperator<String> names;

    /**
     * What an event is told as.
     *
     * @param payload makes the payload of the event and the name of its project
     */
    private record Telling(PortalEvent as, BiFunction<CommittedEvent, String, Record> payload) {}

    /**
     * Makes the dialect.
     *
     * @param names returns what a project is called, by its id; must not block
     */
    public PortalDialect(UnaryOperator<String> names) {
        this.names = names;
    }

    @Override
    public Deliveries render(CommittedEvent event) {
        if (event.name() == EventName.PROJECT_DELETED) {
            return new Deliveries(emptied(event), List.of());
        }
        Telling telling = TELLINGS.get(event.name());
        return telling == null ? Deliveries.NONE : new Deliveries(told(event, telling), List.of());
    }

    @Override
    public Set<String> addresses() {
        return Arrays.stream(PortalSpace.values()).map(PortalSpace::text).collect(Collectors.toSet());
    }

    @Override
    public boolean onRawSockets() {
        return false;
    }

    private List<Broadcast> told(CommittedEvent event, Telling telling) {
        JsonBytes payload = JsonBytes.of(telling.payload().apply(event, names.apply(event.projectId())));
        List<JsonBytes> arguments = List.of(payload, JsonBytes.of(event.offset().text()));
        List<Broadcast> broadcasts = new ArrayList<>();
        for (PortalSpace space : telling.as().spaces()) {
            broadcasts.add(new Broadcast(
                    space.text(),
                    rooms(space, telling.as(), event.projectId()),
                    telling.as().wire(),
                    arguments,
                    event.offset().sequence()));
        }
        return broadcasts;
    }

    private static Set<String> rooms(PortalSpace space, PortalEvent event, String projectId) {
        return switch (space) {
            case PORTAL, PROJECT -> Set.of(Room.project(projectId), Room.event(event.wire(), projectId));
            case CHAT -> Set.of(Room.project(projectId));
            case MONITORING -> Set.of(Room.audience(projectId), Room.AUDIENCE_OF_ALL);
            case ADMIN -> Set.of(Room.WATCHERS);
        };
    }

    /** What is gone can never be heard of again, so nobody stays in its rooms; the portal has no word for it. */
    private static List<Broadcast> emptied(CommittedEvent event) {
        long sequence = event.offset().sequence();
        return Arrays.stream(PortalSpace.values())
                .filter(space -> space != PortalSpace.ADMIN)
                .map(space -> Broadcast.emptying(space.text(), roomsOf(space, event.projectId()), sequence))
                .toList();
    }

    private static Set<String> roomsOf(PortalSpace space, String projectId) {
        Stream<String> events = PortalEvent.newsOf(space).stream().map(event -> Room.event(event.wire(), projectId));
        return Stream.concat(Stream.of(Room.project(projectId), Room.audience(projectId)), events)
                .collect(Collectors.toSet());
    }

    private static Map.Entry<EventName, Telling> telling(
            EventName name, PortalEvent as, BiFunction<CommittedEvent, String, Record> payload) {
        return Map.entry(name, new Telling(as, payload));
    }
}
