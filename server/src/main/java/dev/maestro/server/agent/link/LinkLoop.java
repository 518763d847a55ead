package dev.maestro.server.agent.link;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
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

    @Override
    public void execute(Runnable task) {
        super.execute(() -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                log.atError().setCause(e).log("a task of the link failed");
            }
        });
    }
}
