package dev.maestro.server.drain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How clients are let go a few at a time, so that they do not all come back at once: those that obey no hint of the hub come
 * back when they are closed.
 */
final class Pace {
    /** How long after each batch the next follows. */
    static final Duration STEP = Duration.ofMillis(100);

    /** So few come back without anybody noticing. */
    static final int UNNOTICED = 20;

    private Pace() {}

    /** Returns how many go in each step, so that all have gone within {@code window}; no step is empty. */
    static List<Integer> of(int clients, Duration window) {
        long steps = Math.max(1, window.dividedBy(STEP));
        int each = Math.max(UNNOTICED, (int) ((clients + steps - 1) / steps));
        List<Integer> batches = new ArrayList<>();
        for (int left = clients; left > 0; left -= each) {
            batches.add(Math.min(each, left));
        }
        return batches;
    }
}
