package dev.maestro.server.cluster;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes what one node says to another, field after field; read by {@link BodyReader} in the same order. */
public final class BodyWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    public BodyWriter number(long value) {
        return write(() -> out.writeLong(value));
    }

    public BodyWriter flag(boolean value) {
        return write(() -> out.writeByte(value ? 1 : 0));
    }

    /** Adds a text of any length; halves of characters do not survive. */
    public BodyWriter text(String value) {
        return block(value.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds a text that may be missing. */
    public BodyWriter maybe(@Nullable String value) {
        flag(value != null);
        return value == null ? this : text(value);
    }

    public BodyWriter block(byte[] value) {
        return write(() -> {
            out.writeInt(value.length);
            out.write(value);
        });
    }

    /** Adds bytes of which the reader knows that they go on to the end. */
    BodyWriter rest(byte[] value, int from, int length) {
        return write(() -> out.write(value, from, length));
    }

    public byte[] bytes() {
        return bytes.toByteArray();
    }

    private interface Writing {
        void write() throws IOException;
    }

    private BodyWriter write(Writing writing) {
        try {
            writing.write();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory cannot be written", e);
        }
    }
}
