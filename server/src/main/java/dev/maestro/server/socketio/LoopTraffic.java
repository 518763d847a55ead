package dev.maestro.server.socketio;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many messages one event loop has sent, and how many bytes of them, since it was made.
 *
 * <p>Threads: counted by its loop alone, so that counting waits for nobody; read by anyone, who may see it a moment late.
 */
final class LoopTraffic {
    private final AtomicLong messages = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    /** Counts some more; to be called on the loop. */
    void sent(int moreMessages, int moreBytes) {
        messages.setRelease(messages.getPlain() + moreMessages);
        bytes.setRelease(bytes.getPlain() + moreBytes);
    }

    long messages() {
        return messages.getAcquire();
    }

    long bytes() {
        return bytes.getAcquire();
    }
}
