package dev.maestro.server.namespace;

import com.corundumstudio.socketio.SocketIOClient;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.event.Room;
import dev.maestro.protocol.json.Json;
import dev.maestro.server.socketio.adapter.HubClient;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What every native namespace takes: subscribing to sessions in both shapes, and {@code ping}. */
final class NativeEvents {
    private static final String SESSION_IDS = "sessionIds";
    private static final String TIMESTAMP = "timestamp";

    private final SessionGuard guard;
    private final Clock clock;

    NativeEvents(SessionGuard guard, Clock clock) {
        this.guard = guard;
        this.clock = clock;
    }

    /** Takes these events in a namespace. */
    void register(ClientEvents events) {
        events.on("subscribe", this::subscribe);
        events.on("session:subscribe", this::subscribe);
        events.on("unsubscribe", this::unsubscribe);
        events.on("session:unsubscribe", this::unsubscribe);
        events.on("ping", this::ping);
    }

    private void subscribe(HubClient client, JsonNode payload, EventAnswer answer) {
        List<String> ids = SessionIds.read(payload);
        Map<String, String> projects = guard.requireVisible(client, ids);
        Set<String> rooms = rooms(ids);
        SessionIds.requireSpace(sessionRooms(client), rooms);
        RoomProjects.note(client, projects);
        client.joinRoomsAndKeep(rooms, () -> LiveAccess.allows(client, projects.values()));
        ObjectNode said = now();
        said.set(SESSION_IDS, payload.isObject() ? payload.get(SESSION_IDS) : payload);
        client.sendEvent("subscribed", said);
        answer.succeed(said);
    }

    private void unsubscribe(HubClient client, JsonNode payload, EventAnswer answer) {
        client.leaveRooms(SessionIds.areNamed(payload) ? rooms(SessionIds.read(payload)) : sessionRooms(client));
        ObjectNode said = now();
        client.sendEvent("unsubscribed", said);
        answer.succeed(said);
    }

    private void ping(HubClient client, JsonNode payload, EventAnswer answer) {
        ObjectNode said = now();
        client.sendEvent("pong", said);
        answer.succeed(said);
    }

    private ObjectNode now() {
        return Json.mapper().createObjectNode().put(TIMESTAMP, clock.millis());
    }

    private static Set<String> rooms(Collection<String> sessionIds) {
        return sessionIds.stream().map(Room::session).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Set<String> sessionRooms(SocketIOClient client) {
        return client.getAllRooms().stream()
                .filter(room -> room.startsWith(Room.SESSION_PREFIX))
                .collect(Collectors.toSet());
    }
}
