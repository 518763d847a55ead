package dev.maestro.server.socketio;

import java.util.Map;

/**
 * Who is connected, as of a moment ago.
 *
 * @param engineSessions how many engine sessions are open, joined to a namespace or not
 * @param namespaces by name
 */
public record EngineStatus(int engineSessions, Map<String, NamespaceStatus> namespaces) {
    public EngineStatus {
        namespaces = Map.copyOf(namespaces);
    }

    /**
     * One namespace.
     *
     * @param sockets how many sockets are in it
     * @param rooms how many sockets are in each room; rooms without a socket are left out
     */
    public record NamespaceStatus(int sockets, Map<String, Integer> rooms) {
        public NamespaceStatus {
            rooms = Map.copyOf(rooms);
        }
    }
}
