package dev.maestro.server.bench.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.socketio.SocketPacket;
import dev.maestro.protocol.socketio.SocketPacketEncoder;
import java.util.List;

/**
 * What a socket asks for when it comes: a namespace, and what it says of itself there.
 *
 * @param namespace starts with a slash
 * @param payload what the namespace is told, a token perhaps; not changed
 */
public record Asking(String namespace, ObjectNode payload) {
    /** Returns the same as a client that comes back asks it, to be sent what it missed. */
    public Asking returning(String pid, String offset) {
        return new Asking(namespace, payload.deepCopy().put("pid", pid).put("offset", offset));
    }

    /** Returns the packet, without the Engine.IO digit. */
    byte[] packet() {
        return SocketPacketEncoder.encode(new SocketPacket.Connect(namespace, payload))
                .text();
    }

    /** Returns what events of the namespace begin with on the wire, up to their arguments. */
    public byte[] eventStart(String name) {
        byte[] start =
                SocketPacketEncoder.event(namespace, null, name, List.of()).text();
        byte[] whole = new byte[start.length];
        whole[0] = '4';
        // Without the bracket that closes the arguments.
        System.arraycopy(start, 0, whole, 1, start.length - 1);
        return whole;
    }

    /** Shows nothing of the payload, which may hold a token. */
    @Override
    public String toString() {
        return "Asking[" + namespace + "]";
    }
}
