package dev.maestro.server.broadcast;

import dev.maestro.server.rawsocket.RawMessage;
import dev.maestro.server.socketio.Broadcast;
import java.util.List;

/**
 * What an event becomes for one family of clients.
 *
 * @param broadcasts for Socket.IO rooms; at most one a namespace, so that no socket gets it twice
 * @param rawMessages for plain WebSockets
 */
public record Deliveries(List<Broadcast> broadcasts, List<RawMessage> rawMessages) {
    /** Nothing for anybody. */
    public static final Deliveries NONE = new Deliveries(List.of(), List.of());

    public Deliveries {
        broadcasts = List.copyOf(broadcasts);
        rawMessages = List.copyOf(rawMessages);
    }
}
