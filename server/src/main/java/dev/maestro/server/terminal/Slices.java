package dev.maestro.server.terminal;

import java.util.concurrent.TimeUnit;

/**
 * How much a screen is given at once, so that it takes about a millisecond, and whether it costs too much altogether.
 *
 * <p>Threads: confined to one at a time.
 */
final class Slices {
    private static final int LEAST_BYTES = 64;
    private static final int FIRST_BYTES = 4_096;
    private static final long WANTED_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** What one may count for at most: the process may have stood still meanwhile. */
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** The cost is looked at each time so much was spent. */
    private static final long SPELL_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** What has to be done in that time. */
    private static final long LEAST_A_SPELL = 512 * 1_024;

    private int bytes = FIRST_BYTES;
    private long spentNanos;
    private long taken;

    /** Returns how many bytes to give next at most. */
    int next() {
        return bytes;
    }

    /** So many bytes took so long; returns whether the screen is too dear: under 256 KiB a second of work. */
    boolean took(int length, long nanos) {
        if (nanos > 2 * WANTED_NANOS) {
            bytes = Math.max(LEAST_BYTES, bytes / 2);
        } else if (nanos < WANTED_NANOS / 2 && length == bytes) {
            bytes = Math.min(OutputLog.LARGEST_CHUNK, bytes * 2);
        }
        spentNanos += Math.min(nanos, LONGEST_NANOS);
        taken += length;
        if (spentNanos < SPELL_NANOS) {
            return false;
        }
        boolean dear = taken < LEAST_A_SPELL;
        spentNanos = 0;
        taken = 0;
        return dear;
    }
}
