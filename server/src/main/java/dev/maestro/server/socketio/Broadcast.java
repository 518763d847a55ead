package dev.maestro.server.socketio;

import dev.maestro.protocol.json.JsonBytes;
import java.util.List;
import java.util.Set;

/**
 * One event for everyone in a union of rooms; a socket in several of them gets it once.
 *
 * @param namespace the namespace's name, starting with a slash
 * @param rooms the rooms; empty for everyone in the namespace
 * @param event the event's name
 * @param args the event's arguments, in order
 * @param sequence where the event stands in the feed; grows from one broadcast to the next, and is compared only by
 *     {@link Socket#releaseBroadcasts}
 */
public record Broadcast(String namespace, Set<String> rooms, String event, List<JsonBytes> args, long sequence) {
    public Broadcast {
        rooms = Set.copyOf(rooms);
        args = List.copyOf(args);
    }
}
