package dev.maestro.server.cluster;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link BodyWriter} wrote. Everything throws {@link MalformedBodyException} when there is less than that; fields
 * that a later version adds at the end are not looked at.
 */
public final class BodyReader {
    private final ByteBuffer bytes;

    public BodyReader(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    public long number() {
        return read(bytes::getLong);
    }

    /** Reads a number of things that follow, each of at least a byte. */
    public int count() {
        long count = number();
        if (count < 0 || count > bytes.remaining()) {
            throw new MalformedBodyException(count + " things in " + bytes.remaining() + " bytes");
        }
        return (int) count;
    }

    public boolean flag() {
        return read(bytes::get) != 0;
    }

    public String text() {
        return new String(block(), StandardCharsets.UTF_8);
    }

    public @Nullable String maybe() {
        return flag() ? text() : null;
    }

    public byte[] block() {
        int length = read(bytes::getInt);
        if (length < 0 || length > bytes.remaining()) {
            throw new MalformedBodyException(length + " bytes announced, " + bytes.remaining() + " left");
        }
        return take(length);
    }

    /** Returns whether nothing follows: an earlier version wrote less. */
    public boolean atEnd() {
        return !bytes.hasRemaining();
    }

    byte[] rest() {
        return take(bytes.remaining());
    }

    private byte[] take(int length) {
        byte[] taken = new byte[length];
        bytes.get(taken);
        return taken;
    }

    private static <T> T read(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (BufferUnderflowException e) {
            throw new MalformedBodyException("it ends too early", e);
        }
    }
}
