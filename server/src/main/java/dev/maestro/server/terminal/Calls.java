package dev.maestro.server.terminal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls to owners and viewers, decided on under a terminal's lock and made without it, one after the other.
 *
 * <p>Threads: thread-safe; a leaf lock, taken inside a terminal's.
 */
final class Calls {
    private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

    @GuardedBy("this")
    private final Deque<Runnable> waiting = new ArrayDeque<>();

    @GuardedBy("this")
    private boolean running;

    synchronized void add(Runnable call) {
        waiting.add(call);
    }

    /** Makes the calls that wait; leaves them to whoever is making calls already. Holding no lock. */
    void run() {
        Runnable call = first();
        while (call != null) {
            try {
                call.run();
            } catch (RuntimeException e) {
                // Whoever is called must not keep the others from being called.
                LOG.atError().setCause(e).log("a terminal's owner or viewer could not be told");
            }
            call = next();
        }
    }

    private synchronized @Nullable Runnable first() {
        if (running || waiting.isEmpty()) {
            return null;
        }
        running = true;
        return waiting.poll();
    }

    private synchronized @Nullable Runnable next() {
        Runnable call = waiting.poll();
        running = call != null;
        return call;
    }
}
