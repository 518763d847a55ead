package dev.maestro.server.drain;

import java.time.Duration;

/**
 * How long a drain may take.
 *
 * @param notice how long the hub goes on serving once it says that it is not ready, so that a balancer sees it
 * @param deadline when all is over, after the notice
 */
public record DrainTimes(Duration notice, Duration deadline) {
    private static final Duration MOST_RESERVE = Duration.ofSeconds(1);
    private static final int RESERVED_PART = 5;
    private static final int PACED_PART = 2;
    private static final Duration LONGEST_PACE = Duration.ofSeconds(5);

    /** Returns what is kept of the deadline for what comes after the clients: the store, and the end of the process. */
    Duration reserve() {
        Duration part = deadline.dividedBy(RESERVED_PART);
        return part.compareTo(MOST_RESERVE) < 0 ? part : MOST_RESERVE;
    }

    /** Returns over how long ordinary clients are spread, when that much is left for all clients. */
    static Duration paced(Duration left) {
        Duration part = left.dividedBy(PACED_PART);
        return part.compareTo(LONGEST_PACE) < 0 ? part : LONGEST_PACE;
    }
}
