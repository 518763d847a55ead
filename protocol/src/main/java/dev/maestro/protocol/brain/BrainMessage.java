package dev.maestro.protocol.brain;

import dev.maestro.protocol.json.IsoTime;
import dev.maestro.protocol.json.JsonBytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The shape of every message on {@code /ws}: {@code {type, data, timestamp}}. */
public final class BrainMessage {
    private BrainMessage() {}

    /** Writes a message of the Brain; as {@link #of(String, JsonBytes, long)}. */
    public static JsonBytes of(BrainType type, JsonBytes data, long timestamp) {
        return of(type.wire(), data, timestamp);
    }

    /**
     * Writes a message around data that is already JSON text.
     *
     * @param type a name of ours
     * @param timestamp when it is from, epoch milliseconds; it travels as ISO-8601
     */
    public static JsonBytes of(String type, JsonBytes data, long timestamp) {
        // Names and times are ours and hold nothing that JSON would escape.
        byte[] head = ("{\"type\":\"" + type + "\",\"data\":").getBytes(StandardCharsets.UTF_8);
        byte[] tail = (",\"timestamp\":\"" + IsoTime.of(timestamp) + "\"}").getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(head.length + data.lengthBytes() + tail.length);
        out.writeBytes(head);
        out.writeBytes(data.array());
        out.writeBytes(tail);
        return JsonBytes.ofUtf8(out.toByteArray());
    }
}
