package dev.maestro.server.agent.link;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait before the next attempt: longer after each, and by chance, so that not all come back at once. */
final class Backoff {
    private static final int MAX_DOUBLINGS = 20;

    private final LinkTimes times;
    private final RandomGenerator chance;

    // Of the loop.
    private int failures;

    Backoff(LinkTimes times, RandomGenerator chance) {
        this.times = times;
        this.chance = chance;
    }

    /** Returns the delay before the next attempt. */
    Duration next() {
        long full = times.firstDelay().toNanos() << Math.min(failures++, MAX_DOUBLINGS);
        long capped = Math.min(full, times.maxDelay().toNanos());
        return Duration.ofNanos((long) (capped * (0.5 + chance.nextDouble() / 2)));
    }

    /** Begins with the shortest delay again. */
    void reset() {
        failures = 0;
    }
}
