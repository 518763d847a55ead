package dev.maestro.server.cluster;

import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Timers that beat as they are told, and let nobody who waits for an answer give up before a minute is over. */
public final class PatientTimers extends ScheduledThreadPoolExecutor {
    private static final long LEAST_NANOS = TimeUnit.MINUTES.toNanos(1);

    public PatientTimers() {
        super(1);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return super.schedule(command, Math.max(LEAST_NANOS, unit.toNanos(delay)), TimeUnit.NANOSECONDS);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        return super.schedule(callable, Math.max(LEAST_NANOS, unit.toNanos(delay)), TimeUnit.NANOSECONDS);
    }
}
