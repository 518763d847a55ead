package dev.maestro.server.cluster;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Puts the parts of one sender's messages together again: they come one after the other, or something was lost.
 *
 * <p>Threads: confined to one at a time. Memory: one message.
 */
final class Parts {
    private final ByteArrayOutputStream whole = new ByteArrayOutputStream();
    private long number;
    private int next;

    /** Takes a part; returns the whole message with its last one, null before, or when a part before it is missing. */
    @Nullable
    Envelope take(Envelope part) {
        if (part.parts() == 1) {
            return part;
        }
        if (part.part() == 0) {
            whole.reset();
            number = part.number();
            next = 0;
        }
        if (part.number() != number || part.part() != next) {
            forget();
            return null;
        }
        next++;
        whole.writeBytes(part.body());
        if (next < part.parts()) {
            return null;
        }
        Envelope message = part.withBody(whole.toByteArray());
        forget();
        return message;
    }

    private void forget() {
        whole.reset();
        next = -1;
    }
}
