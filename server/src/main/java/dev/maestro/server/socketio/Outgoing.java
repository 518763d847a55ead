package dev.maestro.server.socketio;

import dev.maestro.protocol.engineio.PollingPayload;
import dev.maestro.protocol.socketio.EncodedPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    private static final int SEPARATOR_BYTES = 1;

    // The frames as they are, then once more compressed if that was worth it.
    private final ByteBuf frames;
    private final int plainBytes;
    private final List<Piece> pieces;

    /**
     * One Engine.IO message of those in the frames.
     *
     * @param textStart where its text is in the frames
     * @param textLength 0 for a message that is nothing but its attachment
     */
    private record Piece(int textStart, int textLength, List<byte[]> attachments) {}

    private Outgoing(ByteBuf frames, int plainBytes, int textStart, int textLength, List<byte[]> attachments) {
        this(frames, plainBytes, List.of(new Piece(textStart, textLength, attachments)));
    }

    private Outgoing(ByteBuf frames, int plainBytes, List<Piece> pieces) {
        this.frames = frames;
        this.plainBytes = plainBytes;
        this.pieces = pieces;
    }

    /** Encodes a Socket.IO packet as an Engine.IO message. */
    static Outgoing packet(EncodedPacket packet) {
        return packet(packet, null);
    }

    /** Encodes a packet for connections some of which take it compressed; {@code deflation} is null if none does. */
    static Outgoing packet(EncodedPacket packet, @Nullable Deflation deflation) {
        int capacity = Frames.MAX_HEADER_BYTES + 1 + packet.text().length;
        for (byte[] attachment : packet.attachments()) {
            capacity += Frames.MAX_HEADER_BYTES + attachment.length;
        }
        // Compressed it is no longer than that again, or it is left out.
        int most = deflation == null ? capacity : 2 * capacity;
        ByteBuf frames = ByteBufAllocator.DEFAULT.ioBuffer(most, most);
        int textLength = 1 + packet.text().length;
        Frames.writeHeader(frames, Frames.TEXT, textLength);
        int textStart = frames.writerIndex();
        frames.writeByte('4').writeBytes(packet.text());
        for (byte[] attachment : packet.attachments()) {
            Frames.writeHeader(frames, Frames.BINARY, attachment.length);
            frames.writeBytes(attachment);
        }
        int plainBytes = frames.writerIndex();
        if (deflation != null) {
            deflation.appendCompressed(frames, textStart, textLength, packet.attachments());
        }
        return new Outgoing(frames, plainBytes, textStart, textLength, packet.attachments());
    }

    /**
     * Joins messages to one that reads as they would one after the other, and goes to everyone uncompressed; the caller
     * keeps its references of them.
     */
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
        return new Outgoing(frames, size, pieces);
    }

    /** Encodes an Engine.IO text packet, type digit and all. */
    static Outgoing text(String packet) {
        byte[] text = packet.getBytes(StandardCharsets.UTF_8);
        ByteBuf frames = ByteBufAllocator.DEFAULT.ioBuffer(Frames.MAX_HEADER_BYTES + text.length);
        return text(frames, text);
    }

    /** Encodes an Engine.IO binary message. */
    static Outgoing binary(byte[] message) {
        ByteBuf frames = ByteBufAllocator.DEFAULT.ioBuffer(Frames.MAX_HEADER_BYTES + message.length);
        Frames.writeHeader(frames, Frames.BINARY, message.length);
        frames.writeBytes(message);
        return new Outgoing(frames, frames.writerIndex(), 0, 0, List.of(message));
    }

    /** Encodes a short packet that is sent for the life of the process; its reference count stands still. */
    static Outgoing constant(String packet) {
        byte[] text = packet.getBytes(StandardCharsets.US_ASCII);
        return text(Unpooled.unreleasableBuffer(Unpooled.directBuffer(Frames.MAX_HEADER_BYTES + text.length)), text);
    }

    private static Outgoing text(ByteBuf frames, byte[] text) {
        Frames.writeHeader(frames, Frames.TEXT, text.length);
        int textStart = frames.writerIndex();
        frames.writeBytes(text);
        return new Outgoing(frames, frames.writerIndex(), textStart, text.length, List.of());
    }

    /**
     * Returns the WebSocket form for one connection, which takes over one reference.
     *
     * @param compressed whether the connection takes compressed messages
     */
    ByteBuf takeFrames(boolean compressed) {
        int end = frames.writerIndex();
        ByteBuf mine = frames.duplicate();
        return compressed && end > plainBytes ? mine.setIndex(plainBytes, end) : mine.setIndex(0, plainBytes);
    }

    /** Returns whether some connections get it compressed. */
    boolean compressed() {
        return frames.writerIndex() > plainBytes;
    }

    /** Returns how many Engine.IO messages it is. */
    int messages() {
        return pieces.size();
    }

    /** Returns about how much memory and network the message takes, in bytes. */
    int sizeBytes() {
        return plainBytes;
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
}
