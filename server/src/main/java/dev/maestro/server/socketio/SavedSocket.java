package dev.maestro.server.socketio;

import java.util.Map;

/**
 * What is kept of a socket so that it can come back as the same one.
 *
 * @param socketId its public id
 * @param namespace the namespace's name
 * @param identity who it belongs to; nobody else gets it
 * @param offset the feed's offset when it connected
 * @param rooms each with the sequence of the last broadcast the socket cannot have got by being in it
 */
public record SavedSocket(String socketId, String namespace, String identity, String offset, Map<String, Long> rooms) {
    public SavedSocket {
        rooms = Map.copyOf(rooms);
    }
}
