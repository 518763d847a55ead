package dev.maestro.server;

import dev.maestro.server.transfer.Counts;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Says on standard error how far a store has been taken elsewhere: by a bar, where that is a terminal; else in a line every
 * other second. Threads: confined to one.
 */
final class TransferProgress {
    private static final long BAR_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int BAR = 30;
    private static final int PERCENT = 100;
    private static final String BEGIN_OF_LINE = "\r";
    private static final String CLEAR = "\u001b[K";

    private final PrintWriter errors;
    private final boolean terminal;
    private final String what;
    private final DoubleSupplier share;
    private final LongSupplier nanoTime;
    private long last;

    /**
     * Begins to watch.
     *
     * @param what is done, such as {@code exported}
     * @param share how much of it is done, about, 0 to 1; negative if nobody knows
     */
    TransferProgress(PrintWriter errors, boolean terminal, String what, DoubleSupplier share, LongSupplier nanoTime) {
        this.errors = errors;
        this.terminal = terminal;
        this.what = what;
        this.share = share;
        this.nanoTime = nanoTime;
        this.last = nanoTime.getAsLong();
    }

    void look(Counts counts) {
        long now = nanoTime.getAsLong();
        if (now - last < (terminal ? BAR_NANOS : LINE_NANOS)) {
            return;
        }
        last = now;
        if (terminal) {
            errors.print(BEGIN_OF_LINE + bar(share.getAsDouble()) + what + " " + counts.total() + " rows" + CLEAR);
        } else {
            errors.println(what + " so far: " + counts);
        }
        errors.flush();
    }

    /** Takes the bar away. */
    void end() {
        if (terminal) {
            errors.print(BEGIN_OF_LINE + CLEAR);
            errors.flush();
        }
    }

    private static String bar(double share) {
        if (share < 0) {
            return "";
        }
        double within = Math.min(1, share);
        int full = (int) (within * BAR);
        return "[" + "#".repeat(full) + ".".repeat(BAR - full) + "] %3d %%  ".formatted((int) (within * PERCENT));
    }
}
