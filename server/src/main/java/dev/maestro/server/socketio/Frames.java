package dev.maestro.server.socketio;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/** WebSocket frames as a server sends them: whole and unmasked. Spec: RFC 6455, 5.2. */
final class Frames {
    static final int FIN = 0x80;
    static final int COMPRESSED = 0x40;
    static final int CONTINUATION = 0x0;
    static final int TEXT = 0x1;
    static final int BINARY = 0x2;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xA;

    /** The most a frame's header takes when it is not masked. */
    static final int MAX_HEADER_BYTES = 10;

    /** The most a control frame may carry. */
    static final int MAX_CONTROL_BYTES = 125;

    static final int LENGTH_16 = 126;
    static final int LENGTH_64 = 127;

    private static final int CODE_BYTES = 2;

    private Frames() {}

    /** Writes the header of a frame that is a whole message; {@code opcode} may carry {@link #COMPRESSED}. */
    static void writeHeader(ByteBuf out, int opcode, int length) {
        out.writeByte(FIN | opcode);
        if (length < LENGTH_16) {
            out.writeByte(length);
        } else if (length <= 0xFFFF) {
            out.writeByte(LENGTH_16).writeShort(length);
        } else {
            out.writeByte(LENGTH_64).writeLong(length);
        }
    }

    /** Returns a close frame; the reason is at most 123 bytes of ASCII. */
    static ByteBuf close(ByteBufAllocator alloc, int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.US_ASCII);
        ByteBuf frame = alloc.ioBuffer(MAX_HEADER_BYTES + CODE_BYTES + text.length);
        writeHeader(frame, CLOSE, CODE_BYTES + text.length);
        return frame.writeShort(code).writeBytes(text);
    }

    /** Returns the answer to a ping. */
    static ByteBuf pong(ByteBufAllocator alloc, byte[] payload) {
        ByteBuf frame = alloc.ioBuffer(MAX_HEADER_BYTES + payload.length);
        writeHeader(frame, PONG, payload.length);
        return frame.writeBytes(payload);
    }
}
