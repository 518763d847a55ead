package dev.maestro.server.backend.redis;

import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.Change;
import dev.maestro.server.backend.Commit;
import dev.maestro.server.backend.CommitResult;
import dev.maestro.server.backend.NewEvent;
import dev.maestro.server.backend.writing.PendingCommit;
import dev.maestro.server.backend.writing.WriteGroup;
import dev.maestro.server.backend.writing.WriteQueue;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of this node that commits.
 *
 * <p>It takes what waits, has it applied in one run of the script, and answers all; while one group is under way the next
 * gathers by itself. While Redis is away a group waits for it so long, and those after it are refused at once until it is
 * back.
 *
 * <p>Life-cycle: started, then closed; see {@link #close}.
 */
final class RedisWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RedisWriter.class);

    // Bound how long Redis is kept from others by one run of the script: some milliseconds.
    private static final int MAX_GROUP = 128;
    private static final long MAX_GROUP_BYTES = 4L << 20;
    private static final Duration IDLE_TICK = Duration.ofMillis(250);
    /** How long closing waits for what is under way. */
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

    private static final Duration UPKEEP_EVERY = Duration.ofSeconds(1);

    private final Clock clock;
    private final WriteQueue queue;
    private final CommitLane lane;
    private final RedisRecoveries recoveries;
    private final Thread thread;

    // Confined to the writer thread.
    private long upkeptAtNanos = System.nanoTime();

    RedisWriter(WriteQueue queue, CommitLane lane, RedisRecoveries recoveries, Clock clock) {
        this.clock = clock;
        this.queue = queue;
        this.lane = lane;
        this.recoveries = recoveries;
        this.thread = new Thread(this::run, "redis-writer");
        this.thread.setDaemon(true);
    }

    /** Returns a name for a life of a node that is beginning. */
    static String newNode() {
        return UUID.randomUUID().toString();
    }

    void start() {
        thread.start();
    }

    CompletionStage<CommitResult> submit(Commit commit) {
        return queue.offer(commit);
    }

    /**
     * Refuses what is new and finishes what waits; once Redis fails, the rest fails at once. Waits for that, but not for a
     * Redis that does not answer: what is under way then ends by itself. Idempotent.
     */
    @Override
    public void close() {
        queue.close();
        if (Thread.currentThread() == thread) {
            return;
        }
        boolean interrupted = false;
        long deadlineNanos = System.nanoTime() + CLOSE_PATIENCE.toNanos();
        long leftMs = CLOSE_PATIENCE.toMillis();
        while (thread.isAlive() && leftMs > 0) {
            try {
                thread.join(leftMs);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.atWarn().log("Redis does not answer; what waits for it is given up");
        }
    }

    private void run() {
        try {
            while (!queue.isDrained()) {
                boolean closing = queue.isClosed();
                WriteGroup group = queue.takeGroup(MAX_GROUP, IDLE_TICK);
                storeAndAnswer(group);
                if (closing && !lane.isWell()) {
                    // Each further turn might wait for a Redis that hangs; the rest fails in one go.
                    return;
                }
                if (System.nanoTime() - upkeptAtNanos > UPKEEP_EVERY.toNanos()) {
                    upkeptAtNanos = System.nanoTime();
                    lane.whenThere(session -> recoveries.upkeep(session, clock.millis()));
                }
            }
            lane.whenThere(session -> recoveries.end(session, clock.millis()));
        } catch (InterruptedException | RuntimeException | Error e) {
            LOG.atError().setCause(e).log("the writer has ended; nothing more is stored");
            lane.ended(e);
        } finally {
            stop();
        }
    }

    private void storeAndAnswer(WriteGroup group) {
        try {
            slices(group.commits()).forEach(this::commit);
            storeRecoveries(group);
        } catch (RuntimeException | Error e) {
            // Nobody may wait for ever. Without effect on those that were answered.
            group.fail(BackendUnavailableException.outcomeUnknown("the writer has ended", e));
            throw e;
        }
    }

    private void commit(List<PendingCommit> slice) {
        try {
            List<CommitScript.Ending> endings =
                    lane.commit(slice.stream().map(PendingCommit::commit).toList(), clock.millis());
            for (int i = 0; i < slice.size(); i++) {
                answer(slice.get(i), endings.get(i));
            }
        } catch (BackendUnavailableException e) {
            slice.forEach(pending -> pending.result().completeExceptionally(e));
        }
    }

    private static void answer(PendingCommit pending, CommitScript.Ending ending) {
        if (ending instanceof CommitScript.Failed failed) {
            pending.result().completeExceptionally(failed.cause());
        } else if (ending instanceof CommitScript.Decided decided) {
            pending.result().complete(decided.result());
        }
    }

    private void storeRecoveries(WriteGroup group) {
        if (group.recoveries().isEmpty()) {
            queue.stored();
            return;
        }
        try {
            lane.apply(session -> recoveries.apply(session, group.recoveries(), clock.millis()));
            queue.stored();
            group.recoveries().answer();
        } catch (BackendUnavailableException e) {
            queue.failed();
            group.recoveries().fail(e);
        }
    }

    private static List<List<PendingCommit>> slices(List<PendingCommit> commits) {
        List<List<PendingCommit>> slices = new ArrayList<>();
        List<PendingCommit> slice = new ArrayList<>();
        long bytes = 0;
        for (PendingCommit pending : commits) {
            long size = bytes(pending.commit());
            if (!slice.isEmpty() && bytes + size > MAX_GROUP_BYTES) {
                slices.add(slice);
                slice = new ArrayList<>();
                bytes = 0;
            }
            slice.add(pending);
            bytes += size;
        }
        if (!slice.isEmpty()) {
            slices.add(slice);
        }
        return slices;
    }

    private static long bytes(Commit commit) {
        long bytes = 0;
        for (Change change : commit.changes()) {
            bytes += change instanceof Change.Put put ? put.body().lengthBytes() : 0;
        }
        for (NewEvent event : commit.events()) {
            bytes += event.data().lengthBytes();
        }
        return bytes;
    }

    private void stop() {
        queue.close();
        lane.close();
        try {
            queue.takeGroup(Integer.MAX_VALUE, Duration.ZERO)
                    .fail(new BackendUnavailableException("the writer of the store has ended"));
            queue.failed();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
