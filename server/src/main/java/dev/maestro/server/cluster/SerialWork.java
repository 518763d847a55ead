package dev.maestro.server.cluster;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that is done on a pool, one piece after the other, in the order it was given.
 *
 * <p>Threads: thread-safe; after some pieces others have the thread.
 */
public final class SerialWork implements Executor {
    private static final Logger LOG = LoggerFactory.getLogger(SerialWork.class);
    private static final int PIECES_A_TURN = 32;

    private final Executor pool;
    private final int most;

    @GuardedBy("this")
    private final Deque<Runnable> waiting = new ArrayDeque<>();

    @GuardedBy("this")
    private boolean running;

    /** Has nothing to do yet; at most so many pieces wait. */
    public SerialWork(Executor pool, int most) {
        this.pool = pool;
        this.most = most;
    }

    /** Gives a piece of work; throws {@link RejectedExecutionException} if too much waits, or the pool has ended. */
    @Override
    public void execute(Runnable piece) {
        synchronized (this) {
            if (waiting.size() >= most) {
                throw new RejectedExecutionException("more than " + most + " pieces of work wait");
            }
            waiting.add(piece);
            if (running) {
                return;
            }
            running = true;
        }
        turn();
    }

    /** Returns whether nothing is being done and nothing waits. */
    synchronized boolean isIdle() {
        return !running;
    }

    private void turn() {
        try {
            pool.execute(this::run);
        } catch (RejectedExecutionException e) {
            synchronized (this) {
                running = false;
                waiting.clear();
            }
            throw e;
        }
    }

    private void run() {
        for (int i = 0; i < PIECES_A_TURN; i++) {
            Runnable piece = next();
            if (piece == null) {
                return;
            }
            try {
                piece.run();
            } catch (RuntimeException | Error e) {
                LOG.atError().setCause(e).log("a piece of work between nodes failed");
            }
        }
        turn();
    }

    private synchronized @Nullable Runnable next() {
        Runnable piece = waiting.poll();
        running = piece != null;
        return piece;
    }
}
