package dev.maestro.server.namespace;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The blocking work of one socket: done on a pool, one piece after the other, in the order it was given.
 *
 * <p>Threads: thread-safe; the pieces run on the pool's threads, never two at once.
 */
final class OrderedWork {
    private final Executor pool;
    private final int limit;

    @GuardedBy("this")
    private final Queue<Runnable> waiting = new ArrayDeque<>();

    @GuardedBy("this")
    private boolean running;

    /**
     * Makes an empty queue.
     *
     * @param limit the most pieces that may wait
     */
    OrderedWork(Executor pool, int limit) {
        this.pool = pool;
        this.limit = limit;
    }

    /**
     * Gives a piece of work, which must not throw.
     *
     * @return false when too much waits already, here or at the pool; then it will not be done
     */
    boolean submit(Runnable piece) {
        synchronized (this) {
            if (waiting.size() >= limit) {
                return false;
            }
            waiting.add(piece);
            if (running) {
                return true;
            }
            running = true;
        }
        try {
            pool.execute(this::runAll);
            return true;
        } catch (RejectedExecutionException full) {
            return takeBack(piece);
        }
    }

    private synchronized boolean takeBack(Runnable piece) {
        running = false;
        // Whoever gave work meanwhile was told that it waits; it is started with the next that is given.
        waiting.remove(piece);
        return false;
    }

    private void runAll() {
        for (Runnable piece = next(); piece != null; piece = next()) {
            piece.run();
        }
    }

    private synchronized @Nullable Runnable next() {
        Runnable piece = waiting.poll();
        running = piece != null;
        return piece;
    }
}
