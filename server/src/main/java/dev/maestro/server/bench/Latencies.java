package dev.maestro.server.bench;

import org.HdrHistogram.Histogram;

/** How long things took, in microseconds; to three digits, up to an hour. Threads: confined to one at a time. */
final class Latencies {
    private static final long LONGEST_MICROS = 3_600_000_000L;
    private static final int DIGITS = 3;

    private final Histogram histogram = new Histogram(LONGEST_MICROS, DIGITS);

    void record(long micros) {
        histogram.recordValue(Math.max(0, Math.min(micros, LONGEST_MICROS)));
    }

    void add(Latencies other) {
        histogram.add(other.histogram);
    }

    long count() {
        return histogram.getTotalCount();
    }

    /** Returns what this share of them, in percent, did not exceed; 0 when there are none. */
    long percentileMicros(double percent) {
        return count() == 0 ? 0 : histogram.getValueAtPercentile(percent);
    }

    long maxMicros() {
        return count() == 0 ? 0 : histogram.getMaxValue();
    }
}
