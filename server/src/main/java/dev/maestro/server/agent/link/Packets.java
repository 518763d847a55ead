package dev.maestro.server.agent.link;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.engineio.EnginePacketType;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.socketio.EncodedPacket;
import dev.maestro.protocol.socketio.SocketPacket;
import dev.maestro.protocol.socketio.SocketPacketEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a link sends, as the text of Engine.IO messages. */
final class Packets {
    private Packets() {}

    static String connect(String namespace, ObjectNode auth) {
        return message(SocketPacketEncoder.encode(new SocketPacket.Connect(namespace, auth)));
    }

    static String disconnect(String namespace) {
        return message(SocketPacketEncoder.encode(new SocketPacket.Disconnect(namespace)));
    }

    static String event(String namespace, @Nullable Long ackId, String name, @Nullable Object payload) {
        List<JsonBytes> args = payload == null ? List.of() : List.of(JsonBytes.of(payload));
        return message(SocketPacketEncoder.event(namespace, ackId, name, args));
    }

    static String ack(String namespace, long ackId, Object value) {
        return message(SocketPacketEncoder.ack(namespace, ackId, List.of(JsonBytes.of(value))));
    }

    private static String message(EncodedPacket packet) {
        byte[] text = packet.text();
        byte[] message = new byte[text.length + 1];
        message[0] = (byte) EnginePacketType.MESSAGE.digit();
        System.arraycopy(text, 0, message, 1, text.length);
        return new String(message, StandardCharsets.UTF_8);
    }
}
