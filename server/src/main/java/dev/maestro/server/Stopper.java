package dev.maestro.server;

import com.google.errorprone.annotations.concurrent.GuardedBy;
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
    private static final Duration MERCY = Duration.ofSeconds(15);

    private final Hub hub;
    private final AtomicBoolean told = new AtomicBoolean();

    @GuardedBy("this")
    private boolean stopped;

    private Stopper(Hub hub) {
        this.hub = hub;
    }

    /** Has a hub stopped by signals, by whoever may ask it to, and with the process. */
    static void watch(Hub hub) {
        Stopper stopper = new Stopper(hub);
        hub.whenAskedToStop(stopper::end);
        Told.TERMINATE.then(stopper::signalled);
        Told.INTERRUPT.then(stopper::signalled);
        // What ends the process otherwise, such as its terminal going away.
        Runtime.getRuntime().addShutdownHook(new Thread(stopper::stop, "hub-stop-at-exit"));
    }

    private void signalled() {
        if (told.getAndSet(true)) {
            LOG.atWarn().log("told to stop again: stopping at once");
            Runtime.getRuntime().halt(TERMINATED);
        }
        // The signal's own thread has to be free for the next one.
        new Thread(this::end, "hub-stop").start();
    }

    /**
     * Ends the process, with 0: one that was told to stop and has stopped in good order does not end with the signal's number.
     * What libraries unpacked for it goes with it.
     */
    private void end() {
        stop();
        System.exit(0);
    }

    /** Stops the hub; who comes while it is being stopped waits until it is. */
    private synchronized void stop() {
        if (stopped) {
            return;
        }
        StopLimit limit = StopLimit.watch(hub.stopsWithin().plus(MERCY), hub::stoppingStep, Runtime.getRuntime()::halt);
        hub.close();
        limit.done();
        stopped = true;
    }
}
