package dev.maestro.server.rawsocket;

import dev.maestro.protocol.json.JsonBytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Whole text frames as bytes, so that one buffer serves every connection.
 *
 * <p>Spec: RFC 6455, 5.2; a server's frames are not masked.
 */
final class Frames {
    private static final int FINAL_TEXT = 0x81;
    private static final int LENGTH_IN_16_BITS = 126;
    private static final int LENGTH_IN_64_BITS = 127;
    private static final int LONGEST_HEAD = 10;

    private Frames() {}

    /** Encodes one text message; the caller owns the buffer. */
    static ByteBuf text(JsonBytes message, ByteBufAllocator allocator) {
        int length = message.lengthBytes();
        ByteBuf frame = allocator.directBuffer(length + LONGEST_HEAD);
        frame.writeByte(FINAL_TEXT);
        if (length < LENGTH_IN_16_BITS) {
            frame.writeByte(length);
        } else if (length <= 0xFFFF) {
            frame.writeByte(LENGTH_IN_16_BITS).writeShort(length);
        } else {
            frame.writeByte(LENGTH_IN_64_BITS).writeLong(length);
        }
        return frame.writeBytes(message.array());
    }
}
