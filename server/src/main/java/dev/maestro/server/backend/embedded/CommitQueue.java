package dev.maestro.server.backend.embedded;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The commits that wait for the writer, first come first served.
 *
 * <p>Life-cycle: open, then closed: takes no more, and is drained when the last was taken out.
 *
 * <p>Threads: thread-safe; one thread takes out.
 */
final class CommitQueue {
    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final ArrayDeque<PendingCommit> waiting = new ArrayDeque<>();

    @GuardedBy("lock")
    private boolean closed;

    CommitQueue(int capacity) {
        this.capacity = capacity;
    }

    /** How an offer ended. */
    enum Offered {
        TAKEN,
        FULL,
        CLOSED
    }

    Offered offer(PendingCommit commit) {
        lock.lock();
        try {
            if (closed) {
                return Offered.CLOSED;
            }
            if (waiting.size() >= capacity) {
                return Offered.FULL;
            }
            waiting.addLast(commit);
            changed.signal();
            return Offered.TAKEN;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes what waits, at once if anything does.
     *
     * @param max the most to take
     * @param patience how long to wait for a first one
     * @return in order; empty when none came, or the queue is closed and drained
     */
    List<PendingCommit> takeGroup(int max, Duration patience) throws InterruptedException {
        lock.lock();
        try {
            long leftNanos = patience.toNanos();
            while (waiting.isEmpty() && !closed && leftNanos > 0) {
                leftNanos = changed.awaitNanos(leftNanos);
            }
            int size = Math.min(max, waiting.size());
            List<PendingCommit> group = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                group.add(waiting.removeFirst());
            }
            return group;
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether nothing waits and nothing will. */
    boolean isDrained() {
        lock.lock();
        try {
            return closed && waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more. Idempotent. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
