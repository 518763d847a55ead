package dev.maestro.server.portal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that is done on a pool: that of one project piece by piece in the order it was given, that of several side by side.
 *
 * <p>Whoever gives work sees to it that it is not too much. Threads: thread-safe; after each piece it is the turn of others.
 */
final class ProjectQueues {
    private static final Logger LOG = LoggerFactory.getLogger(ProjectQueues.class);

    private final Executor pool;

    /** What each project has to do, the piece first that is being done. */
    @GuardedBy("this")
    private final Map<String, Deque<Runnable>> waiting = new HashMap<>();

    ProjectQueues(Executor pool) {
        this.pool = pool;
    }

    /** Gives a piece of work; throws {@link RejectedExecutionException} if the pool takes none. */
    synchronized void execute(String projectId, Runnable piece) {
        Deque<Runnable> before = waiting.get(projectId);
        if (before != null) {
            before.add(piece);
            return;
        }
        waiting.put(projectId, new ArrayDeque<>(List.of(piece)));
        try {
            pool.execute(() -> turn(projectId, piece));
        } catch (RejectedExecutionException e) {
            waiting.remove(projectId);
            throw e;
        }
    }

    private void turn(String projectId, Runnable first) {
        Runnable piece = first;
        while (piece != null) {
            run(piece);
            piece = next(projectId);
            if (piece != null && handedOn(projectId, piece)) {
                return;
            }
        }
    }

    // Whatever comes out, the rest of the project's work must be done.
    private static void run(Runnable piece) {
        try {
            piece.run();
        } catch (RuntimeException | Error e) {
            LOG.atError().setCause(e).log("a piece of a project's work failed");
        }
    }

    /** Returns the piece after the one that is done; null if nothing waits. */
    private synchronized @Nullable Runnable next(String projectId) {
        Deque<Runnable> mine = waiting.getOrDefault(projectId, new ArrayDeque<>());
        mine.poll();
        if (mine.isEmpty()) {
            waiting.remove(projectId);
        }
        return mine.peek();
    }

    // What waits was promised to be done: if the pool takes no more, on the thread that is at it.
    private boolean handedOn(String projectId, Runnable piece) {
        try {
            pool.execute(() -> turn(projectId, piece));
            return true;
        } catch (RejectedExecutionException e) {
            LOG.atDebug().setCause(e).log("the hub stops; a project's work is ended first");
            return false;
        }
    }
}
