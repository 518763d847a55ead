package dev.maestro.server;

import dev.maestro.protocol.event.Room;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.domain.Access;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Who is connected, as {@code /ws-status} shows it. Spec: docs/protocol/rest.md, "Status". */
final class ConnectionStatus {
    private static final List<String> WITH_ROOMS = List.of("ui", "mobile", "cli");
    private static final NodeStatus.Namespace NOBODY = new NodeStatus.Namespace(0, Map.of());

    private ConnectionStatus() {}

    /** Returns what somebody sees who may see so much; {@code terminals} is the number of those it may see. */
    static Map<String, Object> of(NodeStatus status, int terminals, Access access) {
        Map<String, Object> namespaces = new LinkedHashMap<>();
        for (String name : WITH_ROOMS) {
            NodeStatus.Namespace namespace = status.namespaces().getOrDefault("/" + name, NOBODY);
            namespaces.put(name, Map.of("connected", namespace.connected(), "rooms", shown(namespace.rooms(), access)));
        }
        NodeStatus.Namespace terminal = status.namespaces().getOrDefault("/terminal", NOBODY);
        namespaces.put("terminal", Map.of("connected", terminal.connected(), "activeSessions", terminals));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("engine", engine(status));
        body.put("namespaces", namespaces);
        body.put("dynamicNamespaces", new TreeMap<>(status.templates()));
        body.put("rawSockets", Map.of("connected", status.rawSockets()));
        body.put("brainSockets", Map.of("connected", status.brainSockets()));
        return body;
    }

    /** Returns the body for a hub that stands alone. */
    static JsonBytes json(NodeStatus status, int terminals, Access access) {
        return JsonBytes.of(of(status, terminals, access));
    }

    private static Map<String, Object> engine(NodeStatus status) {
        Map<String, Object> engine = new LinkedHashMap<>();
        engine.put("totalClients", status.clients());
        engine.put("closes", new TreeMap<>(status.closes()));
        engine.put("drops", new TreeMap<>(status.drops()));
        return engine;
    }

    // A room's name tells that a project or a session is there. Of which project a session is, its room does not tell.
    private static Map<String, Integer> shown(Map<String, Integer> rooms, Access access) {
        Map<String, Integer> shown = new TreeMap<>(rooms);
        shown.keySet().removeIf(Room::ofHub);
        if (!access.all()) {
            shown.keySet()
                    .removeIf(room -> !room.startsWith(Room.PROJECT_PREFIX)
                            || !access.sees(room.substring(Room.PROJECT_PREFIX.length())));
        }
        return shown;
    }
}
