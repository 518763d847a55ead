package dev.maestro.server.terminal;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What all terminals of a hub work with.
 *
 * @param timers never blocks
 * @param screens where screens are kept up to date; may refuse work, which then is tried again
 * @param nanos of which only differences mean something
 * @param budget of all screens
 * @param watching which socket watches which terminals
 * @param counters counts what goes through
 */
record TerminalRuntime(
        TerminalConfig config,
        ScheduledExecutorService timers,
        Executor screens,
        LongSupplier nanos,
        ScreenBudget budget,
        WatchIndex watching,
        TerminalCounters counters) {
    private static final Duration AGAIN = Duration.ofMillis(50);

    long now() {
        return nanos.getAsLong();
    }

    /** Runs something later, on the timers' thread. */
    Future<?> after(Duration delay, Runnable action) {
        return timers.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Runs something where screens are kept, if need be a little later. */
    void onScreens(Runnable action) {
        try {
            screens.execute(action);
        } catch (RejectedExecutionException e) {
            if (!timers.isShutdown()) {
                Future<?> again = after(AGAIN, () -> onScreens(action));
                assert !again.isCancelled();
            }
        }
    }
}
