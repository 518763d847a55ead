package dev.maestro.server.socketio;

import java.util.Map;

/**
 * Who is connected, as of a moment ago.
 *
 * @param engineSessions how many engine sessions are open, joined to a namespace or not
 * @param namespaces those that are there for good, by name
 * @param templates the others, by template: there may be many, and their names are their clients' business
 */
public record EngineStatus(
        int engineSessions, Map<String, NamespaceStatus> namespaces, Map<String, TemplateStatus> templates) {
    public EngineStatus {
        namespaces = Map.copyOf(namespaces);
        templates = Map.copyOf(templates);
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

    /**
     * The namespaces of one template.
     *
     * @param namespaces how many there are
     * @param sockets how many sockets are in them
     */
    public record TemplateStatus(int namespaces, int sockets) {
        static final TemplateStatus EMPTY = new TemplateStatus(0, 0);

        TemplateStatus and(int socketsOfOne) {
            return new TemplateStatus(namespaces + 1, sockets + socketsOfOne);
        }
    }
}
