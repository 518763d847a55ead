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

    /** What is being undone; empty before and after. Written by whoever closes. */
    private volatile String current = "";

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

    /** Returns the name of the step that is being carried out; empty for none. */
    String current() {
        return current;
    }

    @Override
    public synchronized void close() {
        while (!steps.isEmpty()) {
            carryOut(steps.pop());
        }
        current = "";
    }

    // A part that cannot stop must not keep the others from stopping.
    private void carryOut(Step step) {
        current = step.name();
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
