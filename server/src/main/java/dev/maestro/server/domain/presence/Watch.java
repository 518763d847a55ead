package dev.maestro.server.domain.presence;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Since when this node has been looking after deadlines without a break: at its start, after a pause of the process or
 * while the store was away, agents could not come back here, and that is not held against them.
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

    Watch(Duration grace) {
        this.graceMillis = grace.toMillis();
        this.longestBreakMillis = graceMillis / 2 + USUAL_DELAY.toMillis();
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
