package dev.maestro.server.limit;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.BucketConfiguration;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How often something may be done: so many in a period and so many at once, and perhaps several such rules together.
 *
 * <p>Each rule is a bucket that begins full, with {@code burst} tokens, and fills evenly, {@code amount} tokens in each
 * {@code period}. What is done takes one token of every bucket, or is refused and takes none.
 *
 * <p>Threads: immutable. One is shared by all who are held to it.
 */
public final class Rate {
    private final List<Bandwidth> bandwidths;
    private final BucketConfiguration configuration;
    private final Duration recovery;

    private Rate(List<Bandwidth> bandwidths) {
        this.bandwidths = bandwidths;
        this.configuration = new BucketConfiguration(bandwidths);
        this.recovery = recovery(bandwidths);
    }

    /**
     * Returns a rate of one rule.
     *
     * @param amount how many in each period in the long run, at least 1
     * @param burst how many at once after a rest, at least 1
     */
    public static Rate of(long amount, Duration period, long burst) {
        return new Rate(List.of(
                Bandwidth.builder().capacity(burst).refillGreedy(amount, period).build()));
    }

    /** Returns a rate of so many a second in the long run and so many at once. */
    public static Rate perSecond(long amount, long burst) {
        return of(amount, Duration.ofSeconds(1), burst);
    }

    /** Returns the rate that holds to the rules of both. */
    public Rate and(Rate other) {
        return new Rate(
                Stream.concat(bandwidths.stream(), other.bandwidths.stream()).toList());
    }

    BucketConfiguration configuration() {
        return configuration;
    }

    /** Returns after how long of rest everything is as if nothing had ever been done. */
    Duration recovery() {
        return recovery;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Rate rate && bandwidths.equals(rate.bandwidths);
    }

    @Override
    public int hashCode() {
        return bandwidths.hashCode();
    }

    private static Duration recovery(List<Bandwidth> bandwidths) {
        long nanos = 0;
        for (Bandwidth bandwidth : bandwidths) {
            double periods = (double) bandwidth.getCapacity() / bandwidth.getRefillTokens();
            nanos = Math.max(nanos, (long) Math.ceil(periods * bandwidth.getRefillPeriodNanos()));
        }
        return Duration.ofNanos(nanos);
    }
}
