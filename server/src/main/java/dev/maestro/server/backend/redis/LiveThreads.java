package dev.maestro.server.backend.redis;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a thread of the live channel is ended. */
final class LiveThreads {
    private static final Logger LOG = LoggerFactory.getLogger(LiveThreads.class);
    private static final Duration GRACE = Duration.ofSeconds(5);

    private LiveThreads() {}

    /** Waits for a thread that was told to end; false if it has not within the time, or is the one that calls. */
    static boolean hasEnded(Thread thread, Duration within) {
        if (Thread.currentThread() != thread) {
            try {
                thread.join(within.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return !thread.isAlive();
    }

    /** Takes its connection from a thread that was told to end, and waits for it, unless it is the one that calls. */
    static void end(Thread thread, @Nullable AutoCloseable connection) {
        if (connection != null) {
            try {
                connection.close();
            } catch (Exception e) {
                LOG.atDebug().setCause(e).log("a connection did not close cleanly");
            }
        }
        if (!hasEnded(thread, GRACE) && Thread.currentThread() != thread) {
            LOG.atWarn().addKeyValue("thread", thread.getName()).log("a thread did not end in time and is left behind");
        }
    }
}
