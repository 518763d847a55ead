package dev.maestro.server.domain.presence;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Since when this node has been looking after deadlines without a break: at its start, after a pause of the process,
 * while the store was away or since it was put back to what it was earlier, agents could not come back here, and that is not held against them.
 *
 * <p>Threads: confined to one thread, which alone touches its fields.
 */
final class Watch {
    /** How much later than usual a look may come. */
    private static final Duration USUAL_DELAY = Duration.ofSeconds(2);

    private final long graceMillis;
    private final long longestBreakMillis;
    private @Nullable Long lastLook;
    private long since;
    private @Nullable String epoch;

    Watch(Duration grace) {
        this.graceMillis = grace.toMillis();
        this.longestBreakMillis = graceMillis / 2 + USUAL_DELAY.toMillis();
    }

    /** Takes the epoch of the log; returns whether it is another than before, in which case the watch begins anew. */
    boolean isOfAnotherLog(String now) {
        boolean another = epoch != null && !epoch.equals(now);
        epoch = now;
        if (another) {
            beginAnew();
        }
        return another;
    }

    /** Makes the watch begin with the next look. */
    void beginAnew() {
        lastLook = null;
    }

    /**
     * Begins a look.
     *
     * @return whether whoever is overdue now has had the whole grace to come back here
     */
    boolean begin(long now) {
        if (lastLook == null || now - lastLook > longestBreakMillis || now < lastLook) {
            since = now;
        }
        return now - since >= graceMillis;
    }

    /** The look that was begun has seen everything. */
    void done(long now) {
        lastLook = now;
    }
}
