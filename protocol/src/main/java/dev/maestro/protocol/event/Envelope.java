package dev.maestro.protocol.event;

import dev.maestro.protocol.json.JsonBytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The envelope of a domain event: {@code {type, event, data, timestamp}}, {@code event} repeating {@code type}. */
public final class Envelope {
    private Envelope() {}

    /**
     * Writes the envelope around data that is already JSON text.
     *
     * @param name the event's name on this wire
     * @param timestamp when it was committed, epoch milliseconds
     */
    public static JsonBytes of(String name, JsonBytes data, long timestamp) {
        // Event names are ours and hold nothing that JSON would escape.
        byte[] head =
                ("{\"type\":\"" + name + "\",\"event\":\"" + name + "\",\"data\":").getBytes(StandardCharsets.UTF_8);
        byte[] tail = (",\"timestamp\":" + timestamp + "}").getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(head.length + data.lengthBytes() + tail.length);
        out.writeBytes(head);
        out.writeBytes(data.array());
        out.writeBytes(tail);
        return JsonBytes.ofUtf8(out.toByteArray());
    }
}
