package dev.maestro.server.broadcast;

import dev.maestro.protocol.event.Envelope;
import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.event.Room;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.rawsocket.RawFamily;
import dev.maestro.server.rawsocket.RawMessage;
import dev.maestro.server.socketio.Broadcast;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The native dialect: {@code /ui}, {@code /mobile}, {@code /cli}, and the plain WebSocket {@code /}.
 *
 * <p>An event goes once to each socket in the union of its rooms: that of its project in {@code /ui} and
 * {@code /mobile}, and those of the sessions it concerns in all three. Beyond that, news of a project itself and
 * notifications reach every {@code /ui} socket that may see the project, and agents hear what happens to the project
 * they work in.
 *
 * <p>After a project or a session is deleted nobody is in its rooms.
 *
 * <p>Spec: docs/protocol/events.md, "Routing".
 */
public final class MaestroDialect implements Dialect {
    static final String UI = "/ui";
    static final String MOBILE = "/mobile";
    static final String CLI = "/cli";

    @Override
    public Deliveries render(CommittedEvent event) {
        if (!event.name().isNative()) {
            return Deliveries.NONE;
        }
        JsonBytes envelope = Envelope.of(event.name().wire(), event.data(), event.timestamp());
        List<JsonBytes> arguments =
                List.of(envelope, JsonBytes.of(event.offset().text()));
        List<Broadcast> broadcasts = new ArrayList<>();
        add(broadcasts, UI, uiRooms(event), event, arguments);
        add(broadcasts, MOBILE, mobileRooms(event), event, arguments);
        add(broadcasts, CLI, cliRooms(event), event, arguments);
        return new Deliveries(broadcasts, List.of(rawMessage(event, envelope)));
    }

    @Override
    public Set<String> addresses() {
        return Set.of(UI, MOBILE, CLI);
    }

    @Override
    public boolean onRawSockets() {
        return true;
    }

    private static void add(
            List<Broadcast> broadcasts,
            String namespace,
            Set<String> rooms,
            CommittedEvent event,
            List<JsonBytes> arguments) {
        if (!rooms.isEmpty()) {
            broadcasts.add(new Broadcast(
                    namespace,
                    rooms,
                    event.name().wire(),
                    arguments,
                    emptied(event),
                    event.offset().sequence()));
        }
    }

    /** What is gone can never be heard of again, so nobody stays in its rooms. */
    private static Set<String> emptied(CommittedEvent event) {
        if (event.name() == EventName.PROJECT_DELETED) {
            return Set.of(Room.project(event.projectId()), Room.audience(event.projectId()));
        }
        return event.name() == EventName.SESSION_DELETED ? sessionRooms(event) : Set.of();
    }

    private static Set<String> uiRooms(CommittedEvent event) {
        Set<String> rooms = mobileRooms(event);
        if (event.name().isOf("project") || event.name().isOf("notify")) {
            rooms.add(Room.AUDIENCE_OF_ALL);
            rooms.add(Room.audience(event.projectId()));
        }
        return rooms;
    }

    private static Set<String> mobileRooms(CommittedEvent event) {
        Set<String> rooms = sessionRooms(event);
        rooms.add(Room.project(event.projectId()));
        return rooms;
    }

    private static Set<String> cliRooms(CommittedEvent event) {
        Set<String> rooms = sessionRooms(event);
        if (event.name() == EventName.PROJECT_UPDATED || event.name() == EventName.PROJECT_DELETED) {
            rooms.add(Room.project(event.projectId()));
        }
        return rooms;
    }

    private static Set<String> sessionRooms(CommittedEvent event) {
        Set<String> rooms = new LinkedHashSet<>();
        event.sessionIds().forEach(id -> rooms.add(Room.session(id)));
        return rooms;
    }

    private static RawMessage rawMessage(CommittedEvent event, JsonBytes envelope) {
        String name = event.name().rawWire();
        JsonBytes message =
                name.equals(event.name().wire()) ? envelope : Envelope.of(name, event.data(), event.timestamp());
        return new RawMessage(
                RawFamily.MAESTRO,
                event.projectId(),
                event.name().scope() == EventName.Scope.PROJECT,
                Set.copyOf(event.sessionIds()),
                message);
    }
}
