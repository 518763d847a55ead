package dev.maestro.server.measure;

import java.util.concurrent.atomic.LongAdder;

/**
 * How many requests and client events were carried out since the start, and how many of them failed for a reason that was
 * not the client's.
 *
 * <p>Threads: thread-safe.
 */
public final class Outcomes {
    private final LongAdder all = new LongAdder();
    private final LongAdder failures = new LongAdder();

    /** Counts one more. */
    public void count(boolean failed) {
        all.increment();
        if (failed) {
            failures.increment();
        }
    }

    /** Returns how it stands. */
    Count now() {
        // In this order, as each is counted the other way round: more can never have failed than there were.
        long failed = failures.sum();
        return new Count(all.sum(), failed);
    }

    /**
     * How it stood at a moment.
     *
     * @param all how many there were since the start
     * @param failures how many of them failed
     */
    record Count(long all, long failures) {
        static final Count NONE = new Count(0, 0);

        /** Returns the share, 0 to 1, of those since then that failed; 0 when there were none. */
        double failedSince(Count then) {
            long more = all - then.all;
            return more == 0 ? 0 : (double) (failures - then.failures) / more;
        }
    }
}
