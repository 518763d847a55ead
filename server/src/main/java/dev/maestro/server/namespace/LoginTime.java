package dev.maestro.server.namespace;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time one socket has to say who it is.
 *
 * <p>States: running ⇄ paused, as long as anything it said is looked at → ended in time, or over. The last two are final,
 * and only one of them comes.
 *
 * <p>Threads: thread-safe.
 */
final class LoginTime {
    private static final Logger LOG = LoggerFactory.getLogger(LoginTime.class);

    private enum State {
        OPEN,
        ENDED,
        OVER
    }

    private final ScheduledExecutorService timers;
    private final Runnable over;

    @GuardedBy("this")
    private State state = State.OPEN;

    /** How much of what it said is being looked at. */
    @GuardedBy("this")
    private int lookedAt;

    /** What was left when it began to run the last time. */
    @GuardedBy("this")
    private long leftNanos;

    @GuardedBy("this")
    private long runsSince;

    /** How often it was let run: one that was stopped just when it was about to run out must not end a later one. */
    @GuardedBy("this")
    private int run;

    @GuardedBy("this")
    private @Nullable Future<?> running;

    /**
     * Makes a time that does not run yet.
     *
     * @param over what to do, on a thread of {@code timers}, should it run out
     */
    LoginTime(ScheduledExecutorService timers, Duration within, Runnable over) {
        this.timers = timers;
        this.leftNanos = within.toNanos();
        this.over = over;
    }

    /** Lets it run. */
    synchronized void start() {
        goOn();
    }

    /** Stops it once more; returns whether there is anything left of it, and so to {@link #resume}. */
    synchronized boolean pause() {
        if (state != State.OPEN) {
            return false;
        }
        if (lookedAt++ == 0) {
            leftNanos -= System.nanoTime() - runsSince;
            cancel();
        }
        return true;
    }

    /** Lets it run again, once as often as it was stopped. */
    synchronized void resume() {
        if (--lookedAt == 0 && state == State.OPEN) {
            goOn();
        }
    }

    /** Ends it: it cannot run out any more. */
    synchronized void end() {
        if (state == State.OPEN) {
            state = State.ENDED;
            cancel();
        }
    }

    /** Returns whether it ran out. */
    synchronized boolean isOver() {
        return state == State.OVER;
    }

    @GuardedBy("this")
    private void goOn() {
        runsSince = System.nanoTime();
        int mine = ++run;
        try {
            running = timers.schedule(() -> ranOut(mine), Math.max(0, leftNanos), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.atDebug().log("the hub stops; nobody has to say who it is any more");
        }
    }

    @GuardedBy("this")
    private void cancel() {
        if (running != null) {
            running.cancel(false);
            running = null;
        }
    }

    private void ranOut(int mine) {
        synchronized (this) {
            if (state != State.OPEN || lookedAt > 0 || mine != run) {
                return;
            }
            state = State.OVER;
        }
        over.run();
    }
}
