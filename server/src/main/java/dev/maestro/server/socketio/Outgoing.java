package dev.maestro.server.socketio;

import dev.maestro.protocol.engineio.PollingPayload;
import dev.maestro.protocol.socketio.EncodedPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One message to one or many clients, encoded once: complete WebSocket frames, from which polling takes its text.
 *
 * <p>Server frames are unmasked, so the same bytes serve every client. Attachments follow the text in the same buffer.
 *
 * <p>Threads: the bytes are immutable; the reference count is thread-safe. Whoever is handed an {@code Outgoing} to
 * send owns one reference and gives it up, whatever the outcome.
 *
 * <p>Spec: RFC 6455, 5.2.
 */
final class Outgoing {
    private static final int FIN_TEXT = 0x81;
    private static final int FIN_BINARY = 0x82;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;
    private static final int MAX_HEADER_BYTES = 10;
    private static final int SEPARATOR_BYTES = 1;

    private final ByteBuf frames;
    private final List<Piece> pieces;

    /**
     * One Engine.IO message of those in the frames.
     *
     * @param textStart where its text is in the frames
     * @param textLength 0 for a message that is nothing but its attachment
     */
    private record Piece(int textStart, int textLength, List<byte[]> attachments) {}

    private Outgoing(ByteBuf frames, int textStart, int textLength, List<byte[]> attachments) {
        this(frames, List.of(new Piece(textStart, textLength, attachments)));
    }

    private Outgoing(ByteBuf frames, List<Piece> pieces) {
        this.frames = frames;
        this.pieces = pieces;
    }

    /** Encodes a Socket.IO packet as an Engine.IO message. */
    static Outgoing packet(EncodedPacket packet) {
        int capacity = MAX_HEADER_BYTES + 1 + packet.text().length;
        for (byte[] attachment : packet.attachments()) {
            capacity += MAX_HEADER_BYTES + attachment.length;
        }
        ByteBuf frames = ByteBufAllocator.DEFAULT.ioBuffer(capacity, capacity);
        int textLength = 1 + packet.text().length;
        writeHeader(frames, FIN_TEXT, textLength);
        int textStart = frames.writerIndex();
        frames.writeByte('4').writeBytes(packet.text());
        for (byte[] attachment : packet.attachments()) {
            writeHeader(frames, FIN_BINARY, attachment.length);
            frames.writeBytes(attachment);
        }
        return new Outgoing(frames, textStart, textLength, packet.attachments());
    }

    /** Joins messages to one that reads as they would one after the other; the caller keeps its references of them. */
    static Outgoing joined(List<Outgoing> messages) {
        int size = 0;
        for (Outgoing message : messages) {
            size += message.sizeBytes();
        }
        ByteBuf frames = ByteBufAllocator.DEFAULT.ioBuffer(size, size);
        List<Piece> pieces = new ArrayList<>(messages.size());
        for (Outgoing message : messages) {
            int start = frames.writerIndex();
            frames.writeBytes(message.frames, 0, message.sizeBytes());
            for (Piece piece : message.pieces) {
                pieces.add(new Piece(start + piece.textStart(), piece.textLength(), piece.attachments()));
            }
        }
        return new Outgoing(frames, pieces);
    }

    /** Encodes an Engine.IO text packet, type digit and all. */
    static Outgoing text(String packet) {
        byte[] text = packet.getBytes(StandardCharsets.UTF_8);
        ByteBuf frames = ByteBufAllocator.DEFAULT.ioBuffer(MAX_HEADER_BYTES + text.length);
        writeHeader(frames, FIN_TEXT, text.length);
        int textStart = frames.writerIndex();
        frames.writeBytes(text);
        return new Outgoing(frames, textStart, text.length, List.of());
    }

    /** Encodes an Engine.IO binary message. */
    static Outgoing binary(byte[] message) {
        ByteBuf frames = ByteBufAllocator.DEFAULT.ioBuffer(MAX_HEADER_BYTES + message.length);
        writeHeader(frames, FIN_BINARY, message.length);
        frames.writeBytes(message);
        return new Outgoing(frames, 0, 0, List.of(message));
    }

    /** Encodes a short packet that is sent for the life of the process; its reference count stands still. */
    static Outgoing constant(String packet) {
        byte[] text = packet.getBytes(StandardCharsets.US_ASCII);
        ByteBuf frames =
                Unpooled.directBuffer(2 + text.length).writeByte(FIN_TEXT).writeByte(text.length);
        frames.writeBytes(text);
        return new Outgoing(Unpooled.unreleasableBuffer(frames), 2, text.length, List.of());
    }

    /** Returns the WebSocket form for one more connection; the caller owns it. */
    ByteBuf framesForOne() {
        return frames.retainedDuplicate();
    }

    /** Returns about how much memory and network the message takes, in bytes. */
    int sizeBytes() {
        return frames.writerIndex();
    }

    /** Returns an upper bound of the message's length in a polling payload, in bytes. */
    int pollingBytes() {
        int size = 0;
        for (Piece piece : pieces) {
            size += piece.textLength() + SEPARATOR_BYTES;
            for (byte[] attachment : piece.attachments()) {
                size += 2 * SEPARATOR_BYTES + (attachment.length + 2) / 3 * 4;
            }
        }
        return size;
    }

    /** Appends the message to a polling payload. */
    void writePolling(ByteBuf payload) {
        for (Piece piece : pieces) {
            if (piece.textLength() > 0) {
                separate(payload);
                payload.writeBytes(frames, piece.textStart(), piece.textLength());
            }
            for (byte[] attachment : piece.attachments()) {
                separate(payload);
                payload.writeBytes(PollingPayload.encodeBinary(attachment));
            }
        }
    }

    Outgoing retain() {
        frames.retain();
        return this;
    }

    void release() {
        frames.release();
    }

    private static void separate(ByteBuf payload) {
        if (payload.isReadable()) {
            payload.writeByte(PollingPayload.SEPARATOR);
        }
    }

    private static void writeHeader(ByteBuf out, int opcode, int length) {
        out.writeByte(opcode);
        if (length < LENGTH_16) {
            out.writeByte(length);
        } else if (length <= 0xFFFF) {
            out.writeByte(LENGTH_16).writeShort(length);
        } else {
            out.writeByte(LENGTH_64).writeLong(length);
        }
    }
}
