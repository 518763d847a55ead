package dev.maestro.protocol.engineio;

import dev.maestro.protocol.json.JsonBytes;
import java.util.List;

/**
 * What the server says first on a new engine session: the data of its OPEN packet.
 *
 * @param sid the engine session's id; whoever knows it can speak as the client, so it is a secret
 * @param upgrades the transports the client may upgrade to, empty on WebSocket
 * @param pingInterval milliseconds between two pings of the server
 * @param pingTimeout milliseconds the client has to answer a ping
 * @param maxPayload the largest message or polling body the server takes, in bytes
 */
public record OpenHandshake(String sid, List<String> upgrades, long pingInterval, long pingTimeout, int maxPayload) {
    public OpenHandshake {
        upgrades = List.copyOf(upgrades);
    }

    /** Returns the OPEN packet. */
    public EnginePacket.Text packet() {
        return new EnginePacket.Text(EnginePacketType.OPEN, JsonBytes.of(this).toString());
    }

    /** Returns the handshake without its secret. */
    @Override
    public String toString() {
        return "OpenHandshake[upgrades=" + upgrades + "]";
    }
}
