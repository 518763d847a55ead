package dev.maestro.protocol.engineio;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.function.Consumer;

/**
 * The body of a polling request or answer: packets joined by the record separator, binary as {@code b} and base64.
 *
 * <p>Time is linear in the body's length; no more than one packet is held at a time.
 */
public final class PollingPayload {
    /** The character between two packets. */
    public static final char SEPARATOR = '\u001e';

    /** The character a binary message starts with. */
    public static final char BINARY_MARK = 'b';

    private PollingPayload() {}

    /**
     * Hands each packet of a body to {@code sink}, in order.
     *
     * <p>Packets before a malformed one have been handed out when the exception is thrown.
     *
     * @throws PacketFormatException if the body is empty or not UTF-8, or a packet is malformed
     */
    public static void decode(byte[] body, Consumer<EnginePacket> sink) {
        String text = Utf8.decode(body);
        int start = 0;
        int end;
        do {
            end = text.indexOf(SEPARATOR, start);
            sink.accept(packet(end < 0 ? text.substring(start) : text.substring(start, end)));
            start = end + 1;
        } while (end >= 0);
    }

    /** Returns a binary message as polling carries it, in ASCII. */
    public static byte[] encodeBinary(byte[] message) {
        byte[] base64 = Base64.getEncoder().encode(message);
        return ByteBuffer.allocate(base64.length + 1)
                .put((byte) BINARY_MARK)
                .put(base64)
                .array();
    }

    private static EnginePacket packet(String text) {
        if (text.isEmpty() || text.charAt(0) != BINARY_MARK) {
            return EnginePacket.ofText(text);
        }
        try {
            return new EnginePacket.Binary(Base64.getDecoder().decode(text.substring(1)));
        } catch (IllegalArgumentException e) {
            throw new PacketFormatException("binary packet is not base64");
        }
    }
}
