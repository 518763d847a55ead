package dev.maestro.server;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What must be undone to stop: steps in the reverse order of their adding, each carried out whatever became of those
 * before it.
 *
 * <p>Threads: thread-safe; {@link #close} is idempotent, and a second caller waits for the first.
 */
final class Closing implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Closing.class);

    private final Deque<Step> steps = new ArrayDeque<>();

    /**
     * One step.
     *
     * @param name what it does, for the log
     * @param action may fail
     */
    private record Step(String name, Action action) {}

    /** Undoes something. */
    @FunctionalInterface
    interface Action {
        /** Undoes it; a failure is logged. */
        void run() throws Exception;
    }

    /** Adds a step that comes before all those added so far. */
    synchronized void add(String name, Action action) {
        steps.push(new Step(name, action));
    }

    @Override
    public synchronized void close() {
        while (!steps.isEmpty()) {
            carryOut(steps.pop());
        }
    }

    // A part that cannot stop must not keep the others from stopping.
    private static void carryOut(Step step) {
        try {
            step.action().run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            log.atWarn().addKeyValue("step", step.name()).log("interrupted while stopping");
        } catch (Exception e) {
            log.atError().addKeyValue("step", step.name()).setCause(e).log("could not stop in good order");
        }
    }
}
