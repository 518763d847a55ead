package dev.maestro.server.bench;

import java.util.concurrent.TimeUnit;

/** Time since a run began, and which part of it is measured. Threads: thread-safe. */
final class RunTime {
    private final long began = System.nanoTime();
    private volatile long measuredFrom = Long.MAX_VALUE;
    private volatile long measuredTo = Long.MAX_VALUE;

    /** Returns the microseconds since the run began. */
    long micros() {
        return TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - began);
    }

    /** Has what is due from now on count. */
    void beginMeasuring() {
        measuredFrom = micros();
    }

    /** Has what is due from now on not count any more. */
    void endMeasuring() {
        measuredTo = micros();
    }

    boolean measured(long dueMicros) {
        return dueMicros >= measuredFrom && dueMicros < measuredTo;
    }

    /** Returns how long was measured; 0 before it has begun. */
    double measuredSeconds() {
        long from = measuredFrom;
        long to = Math.min(measuredTo, micros());
        return from == Long.MAX_VALUE ? 0 : Math.max(0, to - from) / 1e6;
    }
}
