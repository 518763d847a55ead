package dev.maestro.server.bench;

import java.time.Duration;
import java.util.Map;

/**
 * How long and how hard a hub is run.
 *
 * @param sockets who hear every change, and come back when they are cut off
 * @param length of the whole, with one restart in its middle
 * @param sampleEvery how often the hub is looked at
 * @param verdict whether it is long enough for one
 */
record SoakPlan(int sockets, Duration length, Duration sampleEvery, boolean verdict) {
    private static final int LEAST_MINUTES = 9;
    private static final Duration SMOKE = Duration.ofSeconds(40);

    /**
     * Reads {@code SOCKETS} (2000) and {@code MINUTES} (20), or {@code SMOKE}, which proves nothing but that it runs.
     *
     * @throws IllegalArgumentException if it would be too short to say anything
     */
    static SoakPlan of(Map<String, String> environment) {
        int sockets = Integer.parseInt(environment.getOrDefault("SOCKETS", "2000"));
        if (environment.containsKey("SMOKE")) {
            return new SoakPlan(sockets, SMOKE, Duration.ofSeconds(3), false);
        }
        int minutes = Integer.parseInt(environment.getOrDefault("MINUTES", "20"));
        if (minutes < LEAST_MINUTES) {
            throw new IllegalArgumentException(
                    "MINUTES=" + minutes + ": memory is not flat or otherwise before " + LEAST_MINUTES);
        }
        return new SoakPlan(sockets, Duration.ofMinutes(minutes), Duration.ofSeconds(15), true);
    }

    /** Returns how many sockets come and go, a second. */
    double churnRate() {
        return Math.max(1, sockets / 100.0);
    }

    /** Returns how many sockets do not read. */
    int slowReaders() {
        return Math.max(2, sockets / 100);
    }

    Duration half() {
        return length.dividedBy(2);
    }
}
