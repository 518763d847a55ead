package dev.maestro.server.socketio;

import dev.maestro.protocol.error.DisconnectReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads one client's WebSocket frames and puts fragmented messages together, bounded in bytes and in fragments.
 *
 * <p>Keeps bytes only while a frame or a message is not whole; time is linear in what comes. After the first fault, or
 * a close frame, it reads nothing more.
 *
 * <p>Spec: RFC 6455, 5.
 */
@EventLoopConfined
final class FrameReader {
    private static final int MAX_FRAGMENTS = 1_024;
    private static final int RESERVED_BITS = 0x70;
    private static final int OPCODE_BITS = 0x0F;
    private static final int LENGTH_BITS = 0x7F;
    private static final int MASKED = 0x80;
    private static final int MASK_BYTES = 4;

    private final Sink sink;
    private final int maxBytes;
    private final boolean mayBeCompressed;
    private @Nullable ByteBuf kept;
    private @Nullable Fragments fragments;
    private boolean ended;

    /** Takes what was read, on the event loop. */
    interface Sink {
        /** A message came whole; {@code compressed} as the client sent it. */
        void message(byte[] payload, boolean text, boolean compressed);

        /** A ping came. */
        void ping(byte[] payload);

        /** A close frame came; nothing follows. */
        void closed();

        /** A message is larger than the limit: so many bytes, at least; nothing follows. */
        void tooLarge(long bytes);

        /** The client broke the protocol or a limit; nothing follows. */
        void failed(DisconnectReason reason);
    }

    FrameReader(Sink sink, int maxBytes, boolean mayBeCompressed) {
        this.sink = sink;
        this.maxBytes = maxBytes;
        this.mayBeCompressed = mayBeCompressed;
    }

    /** Keeps bytes for the next {@link #read}; the caller keeps its reference. */
    void keep(ByteBuf bytes) {
        if (!ended && bytes.isReadable()) {
            // On the heap: nobody has to release it, whatever becomes of the connection.
            kept = kept == null ? Unpooled.buffer(bytes.readableBytes()) : kept;
            kept.writeBytes(bytes);
        }
    }

    /** Reads what was kept, then {@code bytes}; the caller keeps its reference. */
    void read(ByteBuf bytes) {
        ByteBuf earlier = kept;
        if (earlier == null) {
            readFrames(bytes);
            keep(bytes);
            return;
        }
        earlier.writeBytes(bytes);
        readFrames(earlier);
        if (ended || !earlier.isReadable()) {
            kept = null;
        } else {
            earlier.discardReadBytes();
        }
    }

    /** Forgets what is not whole, and reads nothing more. */
    void end() {
        ended = true;
        kept = null;
        fragments = null;
    }

    private void readFrames(ByteBuf in) {
        boolean whole = true;
        while (whole && !ended) {
            whole = readFrame(in);
        }
    }

    /** Returns whether a whole frame was there. */
    private boolean readFrame(ByteBuf in) {
        int start = in.readerIndex();
        if (in.readableBytes() < 2) {
            return false;
        }
        int first = in.getUnsignedByte(start);
        int second = in.getUnsignedByte(start + 1);
        int lengthBytes = lengthBytes(second & LENGTH_BITS);
        if (!legalStart(first, second)) {
            return fail(DisconnectReason.PARSE_ERROR);
        }
        if (in.readableBytes() < 2 + lengthBytes) {
            return false;
        }
        long length = length(in, start + 2, second & LENGTH_BITS);
        if (length < 0) {
            return fail(DisconnectReason.PARSE_ERROR);
        }
        int collected = fragments == null ? 0 : fragments.size();
        if (length > maxBytes || (!isControl(first) && collected + length > maxBytes)) {
            end();
            sink.tooLarge(isControl(first) ? length : collected + length);
            return false;
        }
        if (in.readableBytes() < 2 + lengthBytes + MASK_BYTES + length) {
            return false;
        }
        in.skipBytes(2 + lengthBytes);
        int mask = in.readInt();
        byte[] payload = new byte[(int) length];
        in.readBytes(payload);
        unmask(payload, mask);
        frame(first, payload);
        return true;
    }

    private boolean legalStart(int first, int second) {
        int opcode = first & OPCODE_BITS;
        boolean last = (first & Frames.FIN) != 0;
        boolean begins = opcode == Frames.TEXT || opcode == Frames.BINARY;
        int reserved = first & RESERVED_BITS;
        boolean reservedFine = reserved == 0 || (reserved == Frames.COMPRESSED && mayBeCompressed && begins);
        if (!reservedFine || (second & MASKED) == 0) {
            return false;
        }
        return switch (opcode) {
            case Frames.TEXT, Frames.BINARY -> fragments == null;
            case Frames.CONTINUATION -> fragments != null;
            case Frames.CLOSE, Frames.PING, Frames.PONG -> last && (second & LENGTH_BITS) <= Frames.MAX_CONTROL_BYTES;
            default -> false;
        };
    }

    private void frame(int first, byte[] payload) {
        boolean last = (first & Frames.FIN) != 0;
        switch (first & OPCODE_BITS) {
            case Frames.PING -> sink.ping(payload);
            case Frames.PONG -> {} // Nobody asked for it, and it asks for nothing.
            case Frames.CLOSE -> close(payload);
            default -> data(first, last, payload);
        }
    }

    private void data(int first, boolean last, byte[] payload) {
        Fragments begun = fragments;
        if (begun == null && last) {
            sink.message(payload, (first & OPCODE_BITS) == Frames.TEXT, (first & Frames.COMPRESSED) != 0);
            return;
        }
        if (begun == null) {
            begun = new Fragments((first & OPCODE_BITS) == Frames.TEXT, (first & Frames.COMPRESSED) != 0);
            fragments = begun;
        }
        if (!begun.add(payload)) {
            fail(DisconnectReason.TOO_LARGE);
        } else if (last) {
            fragments = null;
            sink.message(begun.bytes.toByteArray(), begun.text, begun.compressed);
        }
    }

    private void close(byte[] payload) {
        boolean legal = payload.length == 0
                || (payload.length >= 2
                        && legalCode(Byte.toUnsignedInt(payload[0]) << 8 | Byte.toUnsignedInt(payload[1])));
        if (legal) {
            end();
            sink.closed();
        } else {
            fail(DisconnectReason.PARSE_ERROR);
        }
    }

    private boolean fail(DisconnectReason reason) {
        end();
        sink.failed(reason);
        return false;
    }

    private static boolean legalCode(int code) {
        return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
    }

    private static boolean isControl(int first) {
        return (first & OPCODE_BITS) >= Frames.CLOSE;
    }

    private static int lengthBytes(int short7) {
        return short7 == Frames.LENGTH_16 ? 2 : short7 == Frames.LENGTH_64 ? 8 : 0;
    }

    /** Returns the length, or -1 if it is not written in the shortest way. */
    private static long length(ByteBuf in, int at, int short7) {
        if (short7 == Frames.LENGTH_16) {
            int length = in.getUnsignedShort(at);
            return length < Frames.LENGTH_16 ? -1 : length;
        }
        if (short7 == Frames.LENGTH_64) {
            long length = in.getLong(at);
            return length <= 0xFFFF ? -1 : length;
        }
        return short7;
    }

    private static void unmask(byte[] payload, int mask) {
        if (mask == 0) {
            return;
        }
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= (byte) (mask >>> 24 - 8 * (i & 3));
        }
    }

    /** A message of which more is to come. */
    private static final class Fragments {
        private final boolean text;
        private final boolean compressed;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int count;

        Fragments(boolean text, boolean compressed) {
            this.text = text;
            this.compressed = compressed;
        }

        /** Returns whether the fragment may still be added. */
        boolean add(byte[] fragment) {
            bytes.writeBytes(fragment);
            return ++count <= MAX_FRAGMENTS;
        }

        int size() {
            return bytes.size();
        }
    }
}
