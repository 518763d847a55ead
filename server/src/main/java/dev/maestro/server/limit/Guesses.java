package dev.maestro.server.limit;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Slows down those who try tokens: counts the ones that did not hold.
 *
 * <p>Whoever has failed too often is refused before a token is looked at, so that neither a right guess nor the time of
 * the check tells anything. Good tokens cost nothing, but under a key that is over they are refused, too.
 *
 * <p>Attempts that are being looked at all at once may fail beyond the limit by their number. At most
 * {@value RecentMap#USUAL_MOST} keys are kept, as in {@link Gates#shared}.
 *
 * <p>Threads: thread-safe.
 */
public final class Guesses {
    private final Rate rate;
    private final LongSupplier nanos;
    private final RecentMap<Pace> paces;
    private final LongAdder refusals = new LongAdder();

    /**
     * Begins with none.
     *
     * @param rate how often one may fail
     * @param nanos the time, on the scale of {@link System#nanoTime}
     */
    public Guesses(Rate rate, LongSupplier nanos) {
        this.rate = rate;
        this.nanos = nanos;
        this.paces = new RecentMap<>(RecentMap.USUAL_MOST, rate.recovery(), nanos);
    }

    /** Returns whether a token sent under this key may be looked at; never a ban. */
    public Verdict check(String key) {
        Pace pace = paces.find(key);
        if (pace == null) {
            return Verdict.allowed();
        }
        synchronized (pace) {
            long wait = pace.waitNanos();
            if (wait == 0) {
                return Verdict.allowed();
            }
            refusals.increment();
            return Verdict.refused(wait);
        }
    }

    /** Returns how often one was refused before its token was looked at. */
    public long refused() {
        return refusals.sum();
    }

    /** Counts a token that did not hold. */
    public void failed(String key) {
        Pace pace = paces.get(key, name -> new Pace(rate, nanos));
        synchronized (pace) {
            // Nothing is taken from a bucket that others emptied meanwhile.
            var unused = pace.take();
        }
    }
}
