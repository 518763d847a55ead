package dev.maestro.server;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a process that cannot be stopped in good order, because a part of it hangs. Nothing that was committed is lost by it.
 *
 * <p>Threads: thread-safe.
 */
final class StopLimit {
    private static final Logger LOG = LoggerFactory.getLogger(StopLimit.class);
    private static final int NOT_IN_ORDER = 1;

    private final CountDownLatch over = new CountDownLatch(1);

    private StopLimit() {}

    /**
     * Starts to watch.
     *
     * @param limit how long it may take
     * @param step returns what is being done, for the log
     * @param halt ends the process with an exit code
     */
    static StopLimit watch(Duration limit, Supplier<String> step, IntConsumer halt) {
        StopLimit watched = new StopLimit();
        Thread watcher = new Thread(() -> watched.await(limit, step, halt), "hub-stop-limit");
        watcher.setDaemon(true);
        watcher.start();
        return watched;
    }

    private void await(Duration limit, Supplier<String> step, IntConsumer halt) {
        try {
            if (!over.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.atError().addKeyValue("step", step.get()).log("stopping hangs: ending at once");
                halt.accept(NOT_IN_ORDER);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops watching: all was done in time. */
    void done() {
        over.countDown();
    }
}
