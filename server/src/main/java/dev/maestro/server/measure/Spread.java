package dev.maestro.server.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.DoubleStream;

/**
 * How large many things were: how many fell between which bounds, and what they come to together.
 *
 * <p>Threads: thread-safe; adding waits for nobody. What is read while others add may lack the latest.
 */
public final class Spread {
    private static final double[] TIMES = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};
    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private final double[] bounds;
    private final LongAdder[] counts;
    private final DoubleAdder sum = new DoubleAdder();

    private Spread(double... bounds) {
        this.bounds = bounds;
        this.counts = new LongAdder[bounds.length + 1];
        Arrays.setAll(counts, i -> new LongAdder());
    }

    /** Makes one of times in seconds, of a millisecond to half a minute. */
    public static Spread ofTimes() {
        return new Spread(TIMES.clone());
    }

    /**
     * Makes one between bounds.
     *
     * @param bounds ascending; what is as large as one lies below it
     */
    public static Spread upTo(double... bounds) {
        return new Spread(bounds.clone());
    }

    /** Adds something. */
    public void add(double size) {
        int at = Arrays.binarySearch(bounds, size);
        counts[at < 0 ? -at - 1 : at].increment();
        sum.add(size);
    }

    /** Adds a time; one below zero counts as none. */
    public void addNanos(long nanos) {
        add(Math.max(0, nanos) / NANOS);
    }

    /** Returns how it stands. */
    public Reading read() {
        List<Long> now = new ArrayList<>(counts.length);
        for (LongAdder count : counts) {
            now.add(count.sum());
        }
        return new Reading(DoubleStream.of(bounds).boxed().toList(), now, sum.sum());
    }

    /**
     * How it stood at a moment.
     *
     * @param bounds ascending
     * @param counts how many lie at or below each bound and above the one before; the last, of which there is one more than
     *     bounds, how many lie above all
     * @param sum of all
     */
    public record Reading(List<Double> bounds, List<Long> counts, double sum) {
        public Reading {
            bounds = List.copyOf(bounds);
            counts = List.copyOf(counts);
        }

        /** Returns how many there were. */
        public long count() {
            return counts.stream().mapToLong(Long::longValue).sum();
        }
    }
}
