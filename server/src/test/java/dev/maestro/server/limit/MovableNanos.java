package dev.maestro.server.limit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A time that moves when it is told to. Begins before zero, as System.nanoTime may. */
public final class MovableNanos implements LongSupplier {
    private final AtomicLong now = new AtomicLong(-1_000_000_000L);

    /** Moves on. */
    public void advance(Duration by) {
        now.addAndGet(by.toNanos());
    }

    @Override
    public long getAsLong() {
        return now.get();
    }
}
