package dev.maestro.server.namespace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.command.ChosenSessions;
import dev.maestro.protocol.command.NoPayload;
import dev.maestro.protocol.event.Room;
import dev.maestro.protocol.json.Json;
import dev.maestro.server.namespace.event.ClientCatalogue;
import dev.maestro.server.namespace.event.ClientEvents;
import dev.maestro.server.namespace.event.EventAnswer;
import dev.maestro.server.socketio.adapter.HubClient;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What every native namespace takes: subscribing to sessions in both shapes, and {@code ping}. */
final class NativeEvents {
    private static final String TIMESTAMP = "timestamp";

    private final SessionGuard guard;
    private final RoomSpace space;
    private final Clock clock;

    NativeEvents(SessionGuard guard, RoomSpace space, Clock clock) {
        this.guard = guard;
        this.space = space;
        this.clock = clock;
    }

    /** Takes these events in a namespace. */
    void register(ClientEvents events) {
        events.on(ClientCatalogue.SUBSCRIBE, this::subscribe);
        events.on(ClientCatalogue.SESSION_SUBSCRIBE, this::subscribe);
        events.on(ClientCatalogue.UNSUBSCRIBE, this::unsubscribe);
        events.on(ClientCatalogue.SESSION_UNSUBSCRIBE, this::unsubscribe);
        events.on(ClientCatalogue.PING, this::ping);
    }

    private void subscribe(HubClient client, ChosenSessions chosen, EventAnswer answer) {
        Map<String, String> projects = guard.requireVisible(client, chosen.sessionIds());
        RoomProjects.note(client, projects);
        space.join(client, rooms(chosen.sessionIds()), projects.values());
        ObjectNode said = now();
        said.set("sessionIds", chosen.asked());
        client.sendEvent("subscribed", said);
        answer.succeed(said);
    }

    private void unsubscribe(HubClient client, Optional<ChosenSessions> chosen, EventAnswer answer) {
        Set<String> left = chosen.map(sessions -> rooms(sessions.sessionIds())).orElseGet(() -> sessionRooms(client));
        left.removeAll(SocketScope.of(client).ownRooms());
        client.leaveRooms(left);
        ObjectNode said = now();
        client.sendEvent("unsubscribed", said);
        answer.succeed(said);
    }

    private void ping(HubClient client, NoPayload nothing, EventAnswer answer) {
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

    private static Set<String> sessionRooms(HubClient client) {
        return client.getAllRooms().stream()
                .filter(room -> room.startsWith(Room.SESSION_PREFIX))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
