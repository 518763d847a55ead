package dev.maestro.server;

import dev.maestro.protocol.event.Room;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.domain.Access;
import dev.maestro.server.rawsocket.RawSockets;
import dev.maestro.server.socketio.Engine;
import dev.maestro.server.socketio.EngineStatus;
import dev.maestro.server.socketio.EngineStatus.NamespaceStatus;
import dev.maestro.server.socketio.EngineStatus.TemplateStatus;
import dev.maestro.server.terminal.TerminalService;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Who is connected, as {@code /ws-status} shows it. Spec: docs/protocol/rest.md, "Status". */
final class ConnectionStatus {
    private static final List<String> WITH_ROOMS = List.of("ui", "mobile", "cli");
    private static final NamespaceStatus NOBODY = new NamespaceStatus(0, Map.of());

    private ConnectionStatus() {}

    /** Returns the body of {@code /ws-status} for somebody who may see so much. */
    static JsonBytes of(Engine engine, RawSockets rawSockets, TerminalService terminals, Access access) {
        return of(
                engine.status(),
                rawSockets.count(),
                terminals.list(access::sees).size(),
                access);
    }

    /** Returns the body for what the engine says, the number of raw sockets, and that of terminals in what may be seen. */
    static JsonBytes of(EngineStatus status, int rawSockets, int terminals, Access access) {
        Map<String, Object> namespaces = new LinkedHashMap<>();
        for (String name : WITH_ROOMS) {
            NamespaceStatus namespace = status.namespaces().getOrDefault("/" + name, NOBODY);
            namespaces.put(name, Map.of("connected", namespace.sockets(), "rooms", shown(namespace.rooms(), access)));
        }
        NamespaceStatus terminal = status.namespaces().getOrDefault("/terminal", NOBODY);
        namespaces.put("terminal", Map.of("connected", terminal.sockets(), "activeSessions", terminals));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("engine", engine(status));
        body.put("namespaces", namespaces);
        body.put("dynamicNamespaces", shownTemplates(status.templates()));
        body.put("rawSockets", Map.of("connected", rawSockets));
        return JsonBytes.of(body);
    }

    private static Map<String, Object> shownTemplates(Map<String, TemplateStatus> templates) {
        Map<String, Object> shown = new TreeMap<>();
        templates.forEach((template, sum) ->
                shown.put(template, Map.of("namespaces", sum.namespaces(), "connected", sum.sockets())));
        return shown;
    }

    private static Map<String, Object> engine(EngineStatus status) {
        Map<String, Object> engine = new LinkedHashMap<>();
        engine.put("totalClients", status.engineSessions());
        engine.put("closes", closes(status));
        engine.put("drops", drops(status));
        return engine;
    }

    private static Map<String, Long> closes(EngineStatus status) {
        Map<String, Long> closes = new TreeMap<>();
        status.closes().forEach((reason, count) -> closes.put(reason.text(), count));
        return closes;
    }

    private static Map<String, Long> drops(EngineStatus status) {
        Map<String, Long> drops = new TreeMap<>();
        status.drops().forEach((kind, count) -> drops.put(kind.name().toLowerCase(Locale.ROOT), count));
        return drops;
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
