package dev.maestro.server.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a run has to keep.
 *
 * @param maxP99 the longest that 99 of 100 may take; null for any
 * @param maxLossPercent how much may be lost, 0 to 100
 */
public record Bounds(@Nullable Duration maxP99, double maxLossPercent) {
    /** Nothing lost, and as slow as it is. */
    public static final Bounds USUAL = new Bounds(null, 0);

    private static final double WHOLE = 100;

    /** Refuses what is no share. */
    public Bounds {
        if (!(maxLossPercent >= 0 && maxLossPercent <= WHOLE)) {
            throw new IllegalArgumentException("--max-loss=" + maxLossPercent + ": must be 0 to 100, in percent");
        }
    }

    /**
     * Returns a sentence for each bound that was not kept.
     *
     * @param what is lost, such as {@code deliveries}
     */
    List<String> broken(String what, long expected, long lost, Latencies latencies) {
        List<String> broken = new ArrayList<>();
        double percent = expected == 0 ? WHOLE : WHOLE * lost / expected;
        if (expected == 0) {
            broken.add("nothing was measured: there were no " + what);
        } else if (percent > maxLossPercent) {
            broken.add(String.format(
                    Locale.ROOT,
                    "%d of %d %s were lost, %.4g %%; at most %s %%",
                    lost,
                    expected,
                    what,
                    percent,
                    Double.toString(maxLossPercent)));
        }
        long p99 = latencies.percentileMicros(99);
        if (maxP99 != null && p99 > maxP99.toNanos() / 1_000) {
            broken.add(String.format(Locale.ROOT, "p99 was %.1f ms, at most %d ms", p99 / 1_000.0, maxP99.toMillis()));
        }
        return broken;
    }
}
