package dev.maestro.server;

import dev.maestro.server.backend.BackendUnavailableException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the hub looks after again and again, whatever became of the last time. */
final class Repeated {
    private static final Logger log = LoggerFactory.getLogger(Repeated.class);

    private Repeated() {}

    /**
     * Does something each second, from a second from now on; its failures are logged.
     *
     * @param what it looks after, for the log
     */
    static void everySecond(ScheduledExecutorService schedule, String what, Runnable action) {
        // Its failures are logged below, so the future never has one.
        var unused = schedule.scheduleWithFixedDelay(() -> once(what, action), 1, 1, TimeUnit.SECONDS);
    }

    // A failure that came out would end the schedule.
    private static void once(String what, Runnable action) {
        try {
            action.run();
        } catch (BackendUnavailableException e) {
            log.atWarn().addKeyValue("what", what).setCause(e).log("the store is away; what is due waits");
        } catch (RuntimeException e) {
            log.atError().addKeyValue("what", what).setCause(e).log("what is due could not be done");
        }
    }
}
