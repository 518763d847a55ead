package dev.maestro.server.backend.writing;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.Commit;
import dev.maestro.server.backend.CommitResult;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits for the writer: commits, first come first served, and changes of recovery sessions. Each has a bound of
 * its own, so that neither keeps the other out.
 *
 * <p>Life-cycle: open, then closed: takes no more, and is drained when the last was taken out.
 *
 * <p>Threads: thread-safe; one thread takes out.
 */
public final class WriteQueue {
    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final ArrayDeque<PendingCommit> commits = new ArrayDeque<>();

    @GuardedBy("lock")
    private final WaitingRecoveries recoveries;

    @GuardedBy("lock")
    private boolean closed;

    /** Makes a queue for so many commits, and as many states of recovery sessions. */
    public WriteQueue(int capacity) {
        this.capacity = capacity;
        this.recoveries = new WaitingRecoveries(capacity);
    }

    /** Takes a commit on; the stage fails when too many wait or the queue is closed. */
    public CompletionStage<CommitResult> offer(Commit commit) {
        lock.lock();
        try {
            if (closed) {
                return storeIsClosed();
            }
            if (commits.size() >= capacity) {
                return CompletableFuture.failedStage(
                        new BackendUnavailableException("too many commits wait for the store"));
            }
            PendingCommit pending = new PendingCommit(commit);
            commits.addLast(pending);
            changed.signal();
            return pending.result().minimalCompletionStage();
        } finally {
            lock.unlock();
        }
    }

    /** Takes a change of a recovery session on; the stage fails when too many wait or the queue is closed. */
    public CompletionStage<Void> offer(String pid, RecoveryChange change) {
        lock.lock();
        try {
            if (closed) {
                return storeIsClosed();
            }
            CompletionStage<Void> stage = recoveries
                    .add(pid, change)
                    .orElseGet(() -> CompletableFuture.failedStage(
                            new BackendUnavailableException("too many recovery sessions wait for the store")));
            wakeIfUrgent();
            return stage;
        } finally {
            lock.unlock();
        }
    }

    /** Takes on that all recovery sessions are to be forgotten; the stage fails when the queue is closed. */
    public CompletionStage<Void> offerToForgetAll() {
        lock.lock();
        try {
            if (closed) {
                return storeIsClosed();
            }
            CompletionStage<Void> stage = recoveries.forgetAll();
            wakeIfUrgent();
            return stage;
        } finally {
            lock.unlock();
        }
    }

    /** Returns what was offered for a recovery session and is not yet stored; empty when nothing. */
    public Optional<RecoveryChange> unstored(String pid) {
        lock.lock();
        try {
            return recoveries.of(pid);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes what waits, at once if anything is urgent. {@link #stored} or {@link #failed} must follow.
     *
     * @param max the most to take of each sort
     * @param patience how long to wait for something urgent; after that whatever waits is taken
     */
    public WriteGroup takeGroup(int max, Duration patience) throws InterruptedException {
        lock.lock();
        try {
            long leftNanos = patience.toNanos();
            while (!hasUrgent() && !closed && leftNanos > 0) {
                leftNanos = changed.awaitNanos(leftNanos);
            }
            int size = Math.min(max, commits.size());
            List<PendingCommit> group = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                group.add(commits.removeFirst());
            }
            return new WriteGroup(group, recoveries.take(max));
        } finally {
            lock.unlock();
        }
    }

    /** The group taken out last is in the store, and a read would see it. */
    public void stored() {
        lock.lock();
        try {
            recoveries.done();
        } finally {
            lock.unlock();
        }
    }

    /** The group taken out last is not in the store. */
    public void failed() {
        lock.lock();
        try {
            // Who closes waits for the last to be taken out, so none may come back.
            if (closed) {
                recoveries.done();
            } else {
                recoveries.failed();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether anything waits that should not wait. */
    public boolean isUrgent() {
        lock.lock();
        try {
            return hasUrgent();
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether nothing waits and nothing will. */
    public boolean isDrained() {
        lock.lock();
        try {
            return closed && commits.isEmpty() && recoveries.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether it takes no more. */
    public boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more. Idempotent. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private boolean hasUrgent() {
        return !commits.isEmpty() || recoveries.isUrgent();
    }

    @GuardedBy("lock")
    private void wakeIfUrgent() {
        if (recoveries.isUrgent()) {
            changed.signal();
        }
    }

    private static <T> CompletionStage<T> storeIsClosed() {
        return CompletableFuture.failedStage(new BackendUnavailableException("the store is closed"));
    }
}
