package dev.maestro.server;

import dev.maestro.server.backend.BackendUnavailableException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the hub looks after again and again, whatever became of the last time. That the store is away is logged once, and
 * once that it is back.
 *
 * <p>Threads: confined to the one that the schedule runs it on.
 */
final class Repeated {
    private static final Logger log = LoggerFactory.getLogger(Repeated.class);

    private final String what;
    private final Runnable action;
    private boolean away;

    private Repeated(String what, Runnable action) {
        this.what = what;
        this.action = action;
    }

    /**
     * Does something each second, from a second from now on; its failures are logged.
     *
     * @param what it looks after, for the log
     */
    static void everySecond(ScheduledExecutorService schedule, String what, Runnable action) {
        every(Duration.ofSeconds(1), schedule, what, action);
    }

    /** Does something so often, as {@link #everySecond} does. */
    static void every(Duration pause, ScheduledExecutorService schedule, String what, Runnable action) {
        Repeated repeated = new Repeated(what, action);
        // Its failures are logged below, so the future never has one.
        var unused = schedule.scheduleWithFixedDelay(
                repeated::once, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    // A failure that came out would end the schedule.
    private void once() {
        try {
            action.run();
            if (away) {
                away = false;
                log.atInfo().addKeyValue("what", what).log("the store is back; what is due is done");
            }
        } catch (BackendUnavailableException e) {
            if (!away) {
                away = true;
                log.atWarn().addKeyValue("what", what).setCause(e).log("the store is away; what is due waits");
            }
        } catch (RuntimeException | Error e) {
            // Memory that ran out in this turn may be there in the next; nobody would notice a job that ended.
            log.atError().addKeyValue("what", what).setCause(e).log("what is due could not be done");
        }
    }
}
