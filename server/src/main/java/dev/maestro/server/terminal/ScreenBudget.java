package dev.maestro.server.terminal;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much memory all screens of a hub take, and may take: {@value #MOST_BYTES} bytes.
 *
 * <p>Threads: thread-safe.
 */
final class ScreenBudget {
    static final long MOST_BYTES = 256L << 20;

    private final AtomicLong used = new AtomicLong();

    /** Returns whether so many bytes more may be taken. */
    boolean holds(long more) {
        return used.get() + more <= MOST_BYTES;
    }

    /** Takes bytes, or gives them back. */
    void add(long bytes) {
        long now = used.addAndGet(bytes);
        assert now >= 0;
    }
}
