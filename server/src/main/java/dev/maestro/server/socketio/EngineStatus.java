package dev.maestro.server.socketio;

import dev.maestro.protocol.error.DisconnectReason;
import java.util.Map;

/**
 * Who is connected, and who and what was lost, as of a moment ago.
 *
 * @param engineSessions how many engine sessions are open, joined to a namespace or not
 * @param namespaces those that are there for good, by name
 * @param templates the others, by template: there may be many, and their names are their clients' business
 * @param closes how many engine sessions ended since the start, for each reason there was
 * @param drops how many messages were dropped since the start, for each class of which there were any
 */
public record EngineStatus(
        int engineSessions,
        Map<String, NamespaceStatus> namespaces,
        Map<String, TemplateStatus> templates,
        Map<DisconnectReason, Long> closes,
        Map<MessageClass, Long> drops) {
    public EngineStatus {
        namespaces = Map.copyOf(namespaces);
        templates = Map.copyOf(templates);
        closes = Map.copyOf(closes);
        drops = Map.copyOf(drops);
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
