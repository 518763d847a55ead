package dev.maestro.server.terminal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.socketio.EncodedPacket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a terminal's output, encoded once, by the first viewer's loop that needs it; others wait that long for it.
 *
 * <p>Threads: thread-safe.
 */
final class Chunk {
    private static final byte[] BEFORE_POSITION = "\",\"position\":".getBytes(StandardCharsets.US_ASCII);

    private final long from;
    private final long to;
    private final int questions;
    private final byte[] head;

    @GuardedBy("this")
    private byte @Nullable [] utf8;

    @GuardedBy("this")
    private @Nullable EncodedPacket packet;

    /**
     * Holds bytes that are whole code points.
     *
     * @param head the payload up to the output's first character
     * @param questions how many requests for the cursor's position are in it
     */
    Chunk(byte[] head, long from, byte[] utf8, int questions) {
        this.head = head;
        this.from = from;
        this.to = from + utf8.length;
        this.questions = questions;
        this.utf8 = utf8;
    }

    /** Returns what a payload of a session's output begins with. */
    static byte[] head(String sessionId) {
        String named = "{\"sessionId\":" + JsonBytes.of(sessionId) + ",\"data\":\"";
        return named.getBytes(StandardCharsets.UTF_8);
    }

    long from() {
        return from;
    }

    long to() {
        return to;
    }

    int questions() {
        return questions;
    }

    int lengthBytes() {
        return (int) (to - from);
    }

    /** Returns the {@code terminal:output} that carries it. */
    synchronized EncodedPacket packet() {
        if (packet == null && utf8 != null) {
            packet = TerminalEvents.output(payload(utf8));
            utf8 = null;
        }
        if (packet == null) {
            throw new IllegalStateException("a chunk has neither bytes nor a packet");
        }
        return packet;
    }

    private JsonBytes payload(byte[] text) {
        byte[] number = Long.toString(from).getBytes(StandardCharsets.US_ASCII);
        int length = head.length + JsonText.length(text) + BEFORE_POSITION.length + number.length + 1;
        byte[] json = new byte[length];
        System.arraycopy(head, 0, json, 0, head.length);
        int at = JsonText.write(text, json, head.length);
        System.arraycopy(BEFORE_POSITION, 0, json, at, BEFORE_POSITION.length);
        at += BEFORE_POSITION.length;
        System.arraycopy(number, 0, json, at, number.length);
        json[at + number.length] = '}';
        return JsonBytes.ofUtf8(json);
    }
}
