package dev.maestro.server.measure;

import java.util.concurrent.atomic.LongAdder;

/**
 * How many REST requests were answered since the start, and how many of them not as they were meant.
 *
 * <p>Threads: thread-safe.
 */
public final class Answers {
    private static final int REFUSALS = 400;
    private static final int FAILURES = 500;

    private final LongAdder all = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder failed = new LongAdder();

    /** Counts one more. */
    public void count(int status) {
        all.increment();
        if (status >= FAILURES) {
            failed.increment();
        } else if (status >= REFUSALS) {
            refused.increment();
        }
    }

    /** Returns how it stands. */
    Count now() {
        // In this order, as each is counted the other way round: more can never have failed than there were.
        long failures = failed.sum();
        long refusals = refused.sum();
        return new Count(all.sum(), refusals, failures);
    }

    /**
     * How it stood at a moment, or what came between two.
     *
     * @param all how many there were
     * @param refused how many of them were the client's mistake, or not allowed to it
     * @param failed how many of them failed for a reason that was not the client's
     */
    record Count(long all, long refused, long failed) {
        static final Count NONE = new Count(0, 0, 0);

        Count since(Count then) {
            return new Count(all - then.all, refused - then.refused, failed - then.failed);
        }
    }
}
