package dev.maestro.server.namespace.event;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The blocking work of one socket: done on pools, one piece after the other, in the order it was given.
 *
 * <p>After a few pieces it lets others have the thread and goes on when its turn comes again. What never blocks may be
 * done {@link #AT_ONCE}: on the thread that gives it, if nothing waits, else on that which does what comes before.
 *
 * <p>Threads: thread-safe; the pieces run on the pools' threads, never two at once.
 */
final class OrderedWork {
    /** How many pieces are done before others get the thread. */
    static final int PIECES_A_TURN = 16;

    /** Where pieces are done that never block. */
    static final Executor AT_ONCE = Runnable::run;

    private final int mostPieces;
    private final int mostBytes;
    private final Executor usual;

    @GuardedBy("this")
    private final Queue<Piece> waiting = new ArrayDeque<>();

    // Of what waits and of what is being done.
    @GuardedBy("this")
    private int bytes;

    @GuardedBy("this")
    private boolean running;

    /**
     * Makes an empty queue.
     *
     * @param mostPieces the most pieces that may wait
     * @param mostBytes the most they may weigh together, beside one that comes alone
     * @param usual where that is done of what could be done at once for which the thread that gave it is too good
     */
    OrderedWork(int mostPieces, int mostBytes, Executor usual) {
        this.mostPieces = mostPieces;
        this.mostBytes = mostBytes;
        this.usual = usual;
    }

    /**
     * Gives a piece of work. Should it throw, the thread's handler hears of it, and the next piece is done all the same.
     *
     * @param pool where it is done
     * @param weight how much memory it holds while it waits, in bytes
     * @return false when too much waits already, here or at the pool; then it will not be done
     */
    boolean submit(Executor pool, int weight, Runnable work) {
        Piece piece = new Piece(pool, weight, work);
        synchronized (this) {
            if (waiting.size() >= mostPieces || bytes > 0 && bytes + weight > mostBytes) {
                return false;
            }
            waiting.add(piece);
            bytes += weight;
            if (running) {
                return true;
            }
            running = true;
        }
        try {
            pool.execute(() -> turn(pool));
            return true;
        } catch (RejectedExecutionException full) {
            return takeBack(piece);
        }
    }

    private synchronized boolean takeBack(Piece piece) {
        running = false;
        // Whoever gave work meanwhile was told that it waits; it is started with the next that is given.
        if (waiting.remove(piece)) {
            bytes -= piece.weight();
        }
        return false;
    }

    /** Does some pieces on a thread of their pool, then has the rest done. */
    private void turn(Executor pool) {
        Executor mine = pool;
        while (true) {
            runSome(mine);
            Executor next = poolOfNext(mine);
            if (next == null || handedOn(next)) {
                return;
            }
            if (mine == AT_ONCE) {
                // This thread is not one to block: what waits is started with the next that is given.
                stop();
                return;
            }
            // What waits was promised to be done, and this thread is as good as the one that could not be had.
            mine = next;
        }
    }

    private void runSome(Executor pool) {
        for (int done = 0; done < PIECES_A_TURN; done++) {
            Piece piece = next(pool);
            if (piece == null) {
                return;
            }
            run(piece);
        }
    }

    // Whatever comes out, the rest of the socket's work must be done.
    private void run(Piece piece) {
        try {
            piece.work().run();
        } catch (Throwable thrown) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
        } finally {
            done(piece);
        }
    }

    private boolean handedOn(Executor pool) {
        try {
            pool.execute(() -> turn(pool));
            return true;
        } catch (RejectedExecutionException full) {
            return false;
        }
    }

    /** Returns the next piece if it can be done on that pool; null if it cannot, or nothing waits. */
    private synchronized @Nullable Piece next(Executor pool) {
        Piece first = waiting.peek();
        return first != null && (first.pool() == pool || first.pool() == AT_ONCE) ? waiting.poll() : null;
    }

    /** Returns where the next piece is to be done, after a turn on a pool; null if nothing waits. */
    private synchronized @Nullable Executor poolOfNext(Executor mine) {
        Piece first = waiting.peek();
        running = first != null;
        if (first == null || first.pool() != AT_ONCE) {
            return first == null ? null : first.pool();
        }
        return mine == AT_ONCE ? usual : mine;
    }

    private synchronized void stop() {
        running = false;
    }

    private synchronized void done(Piece piece) {
        bytes -= piece.weight();
    }

    private record Piece(Executor pool, int weight, Runnable work) {}
}
