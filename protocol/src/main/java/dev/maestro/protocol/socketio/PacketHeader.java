package dev.maestro.protocol.socketio;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.engineio.PacketFormatException;
import dev.maestro.protocol.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The text of a packet taken apart: type, attachment count, namespace, ack id, JSON.
 *
 * @param attachments how many binary messages follow, 0 for none
 * @param ackId null for none
 * @param data null for none
 */
record PacketHeader(
        SocketPacketType type,
        int attachments,
        String namespace,
        @Nullable Long ackId,
        @Nullable JsonNode data) {
    private static final long MAX_ACK_ID = (1L << 53) - 1;
    private static final int MAX_ACK_DIGITS = 16;
    private static final int MAX_NAMESPACE_LENGTH = 512;
    private static final Set<String> RESERVED =
            Set.of("connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener");

    static PacketHeader parse(String text) {
        if (text.isEmpty()) {
            throw new PacketFormatException("empty Socket.IO packet");
        }
        SocketPacketType type = SocketPacketType.ofDigit(text.charAt(0));
        int at = 1;
        int attachments = 0;
        if (type.hasAttachments()) {
            int dash = text.indexOf('-', 1);
            attachments = attachmentCount(text, dash);
            at = dash + 1;
        }
        String namespace = SocketPacket.MAIN_NAMESPACE;
        if (at < text.length() && text.charAt(at) == '/') {
            int comma = text.indexOf(',', at);
            int end = comma < 0 ? text.length() : comma;
            if (end - at > MAX_NAMESPACE_LENGTH) {
                throw new PacketFormatException("namespace is over " + MAX_NAMESPACE_LENGTH + " characters");
            }
            namespace = text.substring(at, end);
            at = comma < 0 ? end : end + 1;
        }
        int data = skipDigits(text, at);
        Long ackId = data == at ? null : ackId(text.substring(at, data));
        return new PacketHeader(type, attachments, namespace, ackId, json(text, data));
    }

    /** Returns the packet, once {@code data} is as it should be. */
    SocketPacket packet() {
        return switch (type) {
            case CONNECT -> {
                refuseAckId();
                yield new SocketPacket.Connect(namespace, data == null ? null : object(data));
            }
            case DISCONNECT -> {
                refuseAckId();
                if (data != null) {
                    throw new PacketFormatException("DISCONNECT carries data");
                }
                yield new SocketPacket.Disconnect(namespace);
            }
            case CONNECT_ERROR -> {
                refuseAckId();
                yield new SocketPacket.ConnectError(namespace, object(requiredData()));
            }
            case EVENT, BINARY_EVENT -> event();
            case ACK, BINARY_ACK -> {
                if (ackId == null) {
                    throw new PacketFormatException("ACK without an id");
                }
                yield new SocketPacket.Ack(namespace, ackId, elements(0));
            }
        };
    }

    PacketHeader withData(JsonNode filled) {
        return new PacketHeader(type, attachments, namespace, ackId, filled);
    }

    /** Returns the arguments of an event or ack. */
    JsonNode requiredData() {
        if (data == null) {
            throw new PacketFormatException(type + " without data");
        }
        return data;
    }

    private SocketPacket event() {
        JsonNode name = requiredData().isArray() ? requiredData().path(0) : requiredData();
        if (!requiredData().isArray() || !name.isTextual()) {
            throw new PacketFormatException("an event is an array that starts with its name");
        }
        if (RESERVED.contains(name.textValue())) {
            throw new PacketFormatException("the event name is reserved");
        }
        return new SocketPacket.Event(namespace, ackId, name.textValue(), elements(1));
    }

    private List<JsonNode> elements(int from) {
        JsonNode array = requiredData();
        if (!array.isArray()) {
            throw new PacketFormatException(type + " data is not an array");
        }
        List<JsonNode> elements = new ArrayList<>(array.size());
        for (int i = from; i < array.size(); i++) {
            elements.add(array.get(i));
        }
        return elements;
    }

    private void refuseAckId() {
        if (ackId != null) {
            throw new PacketFormatException(type + " with an ack id");
        }
    }

    private static JsonNode object(JsonNode data) {
        if (!data.isObject()) {
            throw new PacketFormatException("the data is not an object");
        }
        return data;
    }

    private static int attachmentCount(String text, int dash) {
        // Two digits suffice for the limit, and looking no further keeps a long run of digits cheap.
        if (dash < 2 || dash > 3 || skipDigits(text, 1) != dash) {
            throw new PacketFormatException("no attachment count");
        }
        int count = Integer.parseInt(text, 1, dash, 10);
        if (count < 1 || count > SocketPacketDecoder.MAX_ATTACHMENTS) {
            throw new PacketFormatException(
                    "attachment count is " + count + ", at least 1 and at most " + SocketPacketDecoder.MAX_ATTACHMENTS);
        }
        return count;
    }

    private static int skipDigits(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }

    private static long ackId(String digits) {
        if (digits.length() > MAX_ACK_DIGITS || Long.parseLong(digits) > MAX_ACK_ID) {
            throw new PacketFormatException("ack id is over 2^53-1");
        }
        return Long.parseLong(digits);
    }

    private static @Nullable JsonNode json(String text, int from) {
        if (from == text.length()) {
            return null;
        }
        try {
            JsonNode node = Json.mapper().readTree(text.substring(from));
            if (node.isMissingNode()) {
                throw new PacketFormatException("blank data");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw new PacketFormatException("data is not JSON, or over a limit");
        }
    }
}
