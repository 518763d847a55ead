package dev.maestro.server.socketio;

import dev.maestro.protocol.engineio.PacketFormatException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * permessage-deflate without memory of earlier messages: a message is compressed once, for everyone who takes it so.
 *
 * <p>A connection keeps no state of it. A few native (de)compressors are kept for reuse, for the life of the engine.
 *
 * <p>Threads: thread-safe. Spec: RFC 7692; docs/protocol/engine.md, "Compression".
 */
final class Deflation {
    private static final int KEPT = 8;
    private static final int CHUNK_BYTES = 8 * 1024;
    // What a flush of the compressor ends with, and is left out on the wire (RFC 7692, 7.2.1).
    private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};

    private final int thresholdBytes;
    private final Queue<Deflater> deflaters = new ConcurrentLinkedQueue<>();
    private final Queue<Inflater> inflaters = new ConcurrentLinkedQueue<>();
    private final AtomicInteger connections = new AtomicInteger();

    /** Makes it with the shortest message that is compressed. */
    Deflation(int thresholdBytes) {
        this.thresholdBytes = thresholdBytes;
    }

    /** A connection agreed to it. */
    void connectionOpened() {
        connections.incrementAndGet();
    }

    /** A connection that had agreed is gone. */
    void connectionClosed() {
        connections.decrementAndGet();
    }

    /** Returns this if any connection takes compressed messages, else null: nothing is compressed for nobody. */
    @Nullable
    Deflation ifWanted() {
        return connections.get() > 0 ? this : null;
    }

    /**
     * Appends a message's frames once more, compressed, to the buffer they are in; nothing, if that saves nothing.
     *
     * <p>The buffer has room for as many bytes as it has now. A part below the threshold is copied as it is.
     */
    void appendCompressed(ByteBuf frames, int textStart, int textLength, List<byte[]> attachments) {
        int plainEnd = frames.writerIndex();
        boolean fits = append(frames, Frames.TEXT, ByteBufUtil.getBytes(frames, textStart, textLength));
        for (int i = 0; fits && i < attachments.size(); i++) {
            fits = append(frames, Frames.BINARY, attachments.get(i));
        }
        if (!fits || frames.writerIndex() - plainEnd >= plainEnd) {
            frames.writerIndex(plainEnd);
        }
    }

    /**
     * Returns the message a client compressed, or null if it is over a limit.
     *
     * @throws PacketFormatException if it is not compressed data
     */
    byte @Nullable [] inflate(byte[] compressed, int maxBytes) {
        Inflater kept = inflaters.poll();
        Inflater inflater = kept == null ? new Inflater(true) : kept;
        try {
            return inflate(inflater, compressed, maxBytes);
        } catch (DataFormatException e) {
            throw new PacketFormatException("the message is not compressed as agreed");
        } finally {
            inflater.reset();
            if (inflaters.size() >= KEPT || !inflaters.offer(inflater)) {
                inflater.end();
            }
        }
    }

    private static byte @Nullable [] inflate(Inflater inflater, byte[] compressed, int maxBytes)
            throws DataFormatException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(Math.min(maxBytes, 3 * compressed.length + 16));
        byte[] chunk = new byte[Math.min(CHUNK_BYTES, maxBytes + 1)];
        for (byte[] part : List.of(compressed, TAIL)) {
            inflater.setInput(part);
            int length = inflater.inflate(chunk);
            while (length > 0) {
                if (out.size() + length > maxBytes) {
                    return null;
                }
                out.write(chunk, 0, length);
                length = inflater.inflate(chunk);
            }
            if (inflater.needsDictionary()) {
                throw new DataFormatException("a dictionary is asked for");
            }
        }
        return out.toByteArray();
    }

    /** Returns whether the part fitted. */
    private boolean append(ByteBuf frames, int opcode, byte[] payload) {
        byte[] sent = payload.length >= thresholdBytes ? deflate(payload) : payload;
        if (frames.writableBytes() < Frames.MAX_HEADER_BYTES + sent.length) {
            return false;
        }
        Frames.writeHeader(frames, sent == payload ? opcode : opcode | Frames.COMPRESSED, sent.length);
        frames.writeBytes(sent);
        return true;
    }

    /** Returns the compressed payload, or the payload itself if it does not get shorter. */
    private byte[] deflate(byte[] payload) {
        Deflater kept = deflaters.poll();
        Deflater deflater = kept == null ? new Deflater(Deflater.DEFAULT_COMPRESSION, true) : kept;
        try {
            deflater.setInput(payload);
            byte[] out = new byte[payload.length];
            int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
            // A full buffer may hold a part only.
            return length < out.length ? Arrays.copyOf(out, length - TAIL.length) : payload;
        } finally {
            deflater.reset();
            if (deflaters.size() >= KEPT || !deflaters.offer(deflater)) {
                deflater.end();
            }
        }
    }
}
