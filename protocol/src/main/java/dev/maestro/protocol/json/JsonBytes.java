package dev.maestro.protocol.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One JSON value as UTF-8 text: written once, then stored, sent and embedded without being parsed again.
 *
 * <p>Threads: immutable; {@link #array()} hands out the array itself, which callers must not change.
 */
public final class JsonBytes {
    private static final ObjectReader KNOWN =
            Json.mapper().reader().without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private final byte[] utf8;

    private JsonBytes(byte[] utf8) {
        this.utf8 = utf8;
    }

    /**
     * Writes a record, map, node or list as JSON.
     *
     * @throws IllegalArgumentException if the value cannot be written as JSON
     */
    public static JsonBytes of(Object value) {
        try {
            return new JsonBytes(Json.mapper().writeValueAsBytes(value));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not writable as JSON: " + value.getClass(), e);
        }
    }

    /** Wraps text that is already known to be JSON; nothing is checked and nothing is copied. */
    public static JsonBytes ofUtf8(byte[] utf8) {
        return new JsonBytes(utf8);
    }

    /** Returns the text's bytes, not a copy; callers must not change them. */
    public byte[] array() {
        return utf8;
    }

    /** Returns the length of the text in bytes. */
    public int lengthBytes() {
        return utf8.length;
    }

    /**
     * Reads the value as a record, every field of which is known.
     *
     * @throws IllegalStateException if the text is not of that shape: what the hub itself wrote must read back
     */
    public <T> T as(Class<T> type) {
        try {
            return Json.mapper().readValue(utf8, type);
        } catch (IOException e) {
            throw new IllegalStateException("stored JSON is not a " + type.getSimpleName(), e);
        }
    }

    /**
     * Reads what is known here of a record to which a newer hub may have added fields. Not for what is written back: those
     * fields would be gone.
     *
     * @throws IllegalStateException if the text is not of that shape
     */
    public <T> T asKnown(Class<T> type) {
        try {
            return KNOWN.forType(type).readValue(utf8);
        } catch (IOException e) {
            throw new IllegalStateException("stored JSON is not a " + type.getSimpleName(), e);
        }
    }

    /**
     * Reads the value as a tree.
     *
     * @throws IllegalStateException if the text is not JSON
     */
    public JsonNode tree() {
        try {
            return Json.tree(utf8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored text is not JSON", e);
        }
    }

    /** Returns the JSON text. */
    @Override
    public String toString() {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JsonBytes that && Arrays.equals(utf8, that.utf8);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(utf8);
    }
}
