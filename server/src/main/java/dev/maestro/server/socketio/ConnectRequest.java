package dev.maestro.server.socketio;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A client's wish to join a namespace.
 *
 * @param namespace the namespace's name, starting with a slash
 * @param auth the payload of its CONNECT: an object, empty if it sent none
 * @param handshake the request that opened the engine session
 */
public record ConnectRequest(String namespace, JsonNode auth, Handshake handshake) {
    /** Returns the request without its payload, which may hold a token. */
    @Override
    public String toString() {
        return "ConnectRequest[" + namespace + ", " + handshake + "]";
    }
}
