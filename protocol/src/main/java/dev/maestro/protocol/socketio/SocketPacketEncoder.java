package dev.maestro.protocol.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.maestro.protocol.json.JsonBytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes Socket.IO packets, taking binary out as attachments. */
public final class SocketPacketEncoder {
    private SocketPacketEncoder() {}

    /**
     * Encodes a packet made of nodes; binary nodes become attachments. The nodes are not changed.
     *
     * @throws IllegalArgumentException if there is more binary than a packet may carry
     */
    public static EncodedPacket encode(SocketPacket packet) {
        return switch (packet.type()) {
            case CONNECT -> {
                JsonNode data = ((SocketPacket.Connect) packet).data();
                yield plain(SocketPacketType.CONNECT, packet.namespace(), data);
            }
            case CONNECT_ERROR -> {
                JsonNode data = ((SocketPacket.ConnectError) packet).data();
                yield plain(SocketPacketType.CONNECT_ERROR, packet.namespace(), data);
            }
            case DISCONNECT -> plain(SocketPacketType.DISCONNECT, packet.namespace(), null);
            case EVENT -> {
                SocketPacket.Event event = (SocketPacket.Event) packet;
                ArrayNode data = JsonNodeFactory.instance.arrayNode().add(event.name());
                yield array(SocketPacketType.EVENT, event.namespace(), event.ackId(), data.addAll(event.args()));
            }
            case ACK -> {
                SocketPacket.Ack ack = (SocketPacket.Ack) packet;
                ArrayNode data = JsonNodeFactory.instance.arrayNode().addAll(ack.args());
                yield array(SocketPacketType.ACK, ack.namespace(), ack.ackId(), data);
            }
        };
    }

    /** Returns whether binary is anywhere in the arguments, so that they cannot go as text alone. */
    public static boolean hasBinary(List<JsonNode> args) {
        return args.stream().anyMatch(Placeholders::hasBinary);
    }

    /** Encodes an event whose arguments are encoded already; {@code ackId} is null to ask for no ack. */
    public static EncodedPacket event(String namespace, @Nullable Long ackId, String name, List<JsonBytes> args) {
        List<JsonBytes> data = new ArrayList<>(args.size() + 1);
        data.add(JsonBytes.of(name));
        data.addAll(args);
        return joined(SocketPacketType.EVENT, namespace, ackId, data);
    }

    /** Encodes an ack whose arguments are encoded already. */
    public static EncodedPacket ack(String namespace, long ackId, List<JsonBytes> args) {
        return joined(SocketPacketType.ACK, namespace, ackId, args);
    }

    private static EncodedPacket plain(SocketPacketType type, String namespace, @Nullable JsonNode data) {
        ByteArrayOutputStream out = head(type, 0, namespace, null);
        if (data != null) {
            out.writeBytes(JsonBytes.of(data).array());
        }
        return new EncodedPacket(out.toByteArray(), List.of());
    }

    private static EncodedPacket array(SocketPacketType type, String namespace, @Nullable Long ackId, ArrayNode data) {
        if (!Placeholders.hasBinary(data)) {
            ByteArrayOutputStream out = head(type, 0, namespace, ackId);
            out.writeBytes(JsonBytes.of(data).array());
            return new EncodedPacket(out.toByteArray(), List.of());
        }
        List<byte[]> attachments = new ArrayList<>();
        JsonNode text = Placeholders.extract(data, attachments);
        if (attachments.size() > SocketPacketDecoder.MAX_ATTACHMENTS) {
            throw new IllegalArgumentException("packet has " + attachments.size() + " attachments, at most "
                    + SocketPacketDecoder.MAX_ATTACHMENTS);
        }
        ByteArrayOutputStream out = head(type.withAttachments(), attachments.size(), namespace, ackId);
        out.writeBytes(JsonBytes.of(text).array());
        return new EncodedPacket(out.toByteArray(), attachments);
    }

    private static EncodedPacket joined(
            SocketPacketType type, String namespace, @Nullable Long ackId, List<JsonBytes> elements) {
        ByteArrayOutputStream out = head(type, 0, namespace, ackId);
        char before = '[';
        for (JsonBytes element : elements) {
            out.write(before);
            out.writeBytes(element.array());
            before = ',';
        }
        if (elements.isEmpty()) {
            out.write('[');
        }
        out.write(']');
        return new EncodedPacket(out.toByteArray(), List.of());
    }

    private static ByteArrayOutputStream head(
            SocketPacketType type, int attachments, String namespace, @Nullable Long ackId) {
        StringBuilder head = new StringBuilder(64).append(type.digit());
        if (attachments > 0) {
            head.append(attachments).append('-');
        }
        if (!namespace.equals(SocketPacket.MAIN_NAMESPACE)) {
            head.append(namespace).append(',');
        }
        if (ackId != null) {
            head.append(ackId.longValue());
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        out.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
        return out;
    }
}
