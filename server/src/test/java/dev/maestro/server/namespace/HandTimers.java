package dev.maestro.server.namespace;

import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Timers that run out when the test says so, and only then. */
final class HandTimers extends ScheduledThreadPoolExecutor {
    HandTimers() {
        super(1);
        setRemoveOnCancelPolicy(true);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return super.schedule(command, 1, TimeUnit.DAYS);
    }

    /** Lets all run out that run now. */
    void runOut() {
        for (Runnable task : List.copyOf(getQueue())) {
            if (remove(task)) {
                task.run();
            }
        }
    }
}
