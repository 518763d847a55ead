package dev.maestro.server.agent.link;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread of a link. What it is given after its end is left out; what fails on it is logged. */
final class LinkLoop extends ScheduledThreadPoolExecutor {
    private static final Logger log = LoggerFactory.getLogger(LinkLoop.class);

    private LinkLoop() {
        super(
                1,
                task -> {
                    Thread thread = new Thread(task, "hub-link");
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.DiscardPolicy());
        setRemoveOnCancelPolicy(true);
        setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
    }

    static ScheduledExecutorService create() {
        return new LinkLoop();
    }

    // What is executed is scheduled, too.
    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        return super.schedule(guarded(task), delay, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long initialDelay, long period, TimeUnit unit) {
        return super.scheduleAtFixedRate(guarded(task), initialDelay, period, unit);
    }

    /** One that fails must not keep a repeated task from its next time. */
    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                log.atError().setCause(e).log("a task of the link failed");
            }
        };
    }
}
