package dev.maestro.server;

import dev.maestro.server.agent.tty.Told;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process of a hub: in good order when it is told to, at once when it is told again.
 *
 * <p>Threads: thread-safe.
 */
final class Stopper {
    private static final Logger LOG = LoggerFactory.getLogger(Stopper.class);

    /** As of a process that a signal to terminate ends. */
    private static final int TERMINATED = 128 + 15;

    /** How much longer than planned stopping may take on a busy machine before it is taken for hanging. */
    private static final Duration MERCY = Duration.ofSeconds(5);

    private final Hub hub;
    private final AtomicBoolean told = new AtomicBoolean();

    private Stopper(Hub hub) {
        this.hub = hub;
    }

    /** Has a hub stopped by signals, by whoever may ask it to, and with the process. */
    static void watch(Hub hub) {
        Stopper stopper = new Stopper(hub);
        hub.whenAskedToStop(stopper::stop);
        Told.TERMINATE.then(stopper::signalled);
        Told.INTERRUPT.then(stopper::signalled);
        // What ends the process otherwise, such as its terminal going away.
        Runtime.getRuntime().addShutdownHook(new Thread(stopper::stop, "hub-stop"));
    }

    private void signalled() {
        if (told.getAndSet(true)) {
            LOG.atWarn().log("told to stop again: stopping at once");
            Runtime.getRuntime().halt(TERMINATED);
        }
        // The signal's own thread has to be free for the next one.
        new Thread(this::stop, "hub-stop").start();
    }

    /** A process told to stop that has stopped in good order ends with 0, not with the signal's number. */
    private void stop() {
        StopLimit limit = StopLimit.watch(hub.stopsWithin().plus(MERCY), hub::stoppingStep, Runtime.getRuntime()::halt);
        hub.close();
        limit.done();
        Runtime.getRuntime().halt(0);
    }
}
