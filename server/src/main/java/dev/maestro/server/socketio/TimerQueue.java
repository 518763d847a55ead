package dev.maestro.server.socketio;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Timers of one duration on one event loop.
 *
 * <p>Those that start first are due first, so a list in the order of starting is sorted: starting and stopping take
 * constant time, thousands of timers share one scheduled task, and none runs while there are none. A timer is up to
 * {@value #GRAIN_MILLIS} ms late, so that many are served by one waking.
 */
@EventLoopConfined
final class TimerQueue {
    private static final long GRAIN_MILLIS = 20;

    private final EventLoop loop;
    private final long durationNanos;
    // Stands before the first and after the last.
    private final Timer ends = new Timer(() -> {});
    private boolean scheduled;

    TimerQueue(EventLoop loop, Duration duration) {
        this.loop = loop;
        this.durationNanos = duration.toNanos();
        ends.next = ends;
        ends.previous = ends;
    }

    /** Starts a timer that does not run. */
    void start(Timer timer) {
        Timer last = Objects.requireNonNull(ends.previous);
        timer.dueNanos = System.nanoTime() + durationNanos;
        timer.previous = last;
        timer.next = ends;
        last.next = timer;
        ends.previous = timer;
        if (!scheduled) {
            schedule(durationNanos);
        }
    }

    /** Stops a timer of this queue; does nothing if it does not run. */
    void stop(Timer timer) {
        Timer before = timer.previous;
        Timer after = timer.next;
        if (before != null && after != null) {
            before.next = after;
            after.previous = before;
            timer.previous = null;
            timer.next = null;
        }
    }

    private void schedule(long nanos) {
        scheduled = true;
        Unwatched.schedule(loop, nanos, TimeUnit.NANOSECONDS, this::wake);
    }

    private void wake() {
        scheduled = false;
        long now = System.nanoTime();
        try {
            for (Timer first = first(); first != ends && first.dueNanos - now <= 0; first = first()) {
                stop(first);
                first.happen();
            }
        } finally {
            if (first() != ends && !scheduled) {
                long nanos = first().dueNanos - System.nanoTime();
                schedule(Math.max(nanos, TimeUnit.MILLISECONDS.toNanos(GRAIN_MILLIS)));
            }
        }
    }

    private Timer first() {
        return Objects.requireNonNull(ends.next);
    }
}
