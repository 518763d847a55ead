package dev.maestro.server.terminal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Time that passes when the test says so, and timers that run out with it. */
final class HandTime extends ScheduledThreadPoolExecutor implements LongSupplier {
    private record Timer(long due, Runnable action) {}

    private final List<Timer> running = new ArrayList<>();
    private long now = 1_000_000;

    HandTime() {
        super(1);
    }

    @Override
    public synchronized long getAsLong() {
        return now;
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        synchronized (this) {
            running.add(new Timer(now + unit.toNanos(delay), command));
        }
        return super.schedule(() -> {}, 1, TimeUnit.DAYS);
    }

    /** Lets time pass, and all timers run out that are due by then. */
    void pass(Duration time) {
        long until = getAsLong() + time.toNanos();
        for (Timer next = due(until); next != null; next = due(until)) {
            next.action().run();
        }
        synchronized (this) {
            now = until;
        }
    }

    private synchronized @Nullable Timer due(long until) {
        Timer next = running.stream()
                .filter(timer -> timer.due() <= until)
                .min(Comparator.comparingLong(Timer::due))
                .orElse(null);
        if (next != null) {
            running.remove(next);
            now = Math.max(now, next.due());
        }
        return next;
    }
}
