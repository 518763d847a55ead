package dev.maestro.server.backend.embedded;

import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.Commit;
import dev.maestro.server.backend.CommitResult;
import dev.maestro.server.backend.Condition;
import dev.maestro.server.backend.RecoverySessions;
import dev.maestro.server.backend.feed.InProcessFeed;
import dev.maestro.server.backend.writing.PendingCommit;
import dev.maestro.server.backend.writing.WriteGroup;
import dev.maestro.server.backend.writing.WriteQueue;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes the store.
 *
 * <p>It takes what waits, commits and changes of recovery sessions, up to a number of each, so that neither keeps the
 * other waiting; applies it in one transaction, syncs once, tells the feed, and answers all. It never waits for a group
 * to grow: while one is synced the next gathers by itself.
 *
 * <p>When a group fails, each of its parts fails, and the connection is made anew: what the file then says is taken
 * for the truth, so that a sync of unknown outcome can neither be answered as done nor leave memory and disk apart.
 *
 * <p>Life-cycle: started, then closed; see {@link #close}.
 */
final class StoreWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StoreWriter.class);

    // Of each sort. Bounds what a failure takes with it, and how long the first of a group waits for the last.
    private static final int MAX_GROUP = 512;
    private static final Duration IDLE_TICK = Duration.ofMillis(250);
    private static final Duration TIDY_EVERY = Duration.ofMillis(100);

    private final Path file;
    private final Clock clock;
    private final WriteQueue queue;
    private final Housekeeping housekeeping;
    private final Health health;
    private final ReadPool reads;
    private final InProcessFeed feed;
    private final Holdings holdings;
    private final EmbeddedRecoverySessions recoverySessions;
    private final Thread thread;

    // The rest is confined to the writer thread, once it runs.
    private @Nullable StoreConnection connection;
    private LogState log;
    private long tidiedAtNanos = System.nanoTime();

    StoreWriter(Path file, EmbeddedConfig config, Clock clock, Health health, ReadPool reads, Opened opened) {
        this.file = file;
        this.clock = clock;
        this.queue = new WriteQueue(config.commitQueueCapacity());
        this.housekeeping = new Housekeeping(config, clock);
        this.health = health;
        this.reads = reads;
        this.feed = opened.feed();
        this.holdings = opened.holdings();
        this.connection = opened.connection();
        this.log = opened.log();
        this.recoverySessions = new EmbeddedRecoverySessions(queue, reads, clock, config.recoveryWindow());
        this.thread = new Thread(this::run, "store-writer");
        this.thread.setDaemon(true);
    }

    /** What the writer takes over from whoever opened the store. */
    record Opened(StoreConnection connection, LogState log, InProcessFeed feed, Holdings holdings) {}

    void start() {
        thread.start();
    }

    CompletionStage<CommitResult> submit(Commit commit) {
        return queue.offer(commit);
    }

    /** Returns the recovery sessions that this writes. */
    RecoverySessions recoverySessions() {
        return recoverySessions;
    }

    /** Refuses what is new, finishes what waits, and empties SQLite's log into the store. Idempotent. */
    @Override
    public void close() {
        queue.close();
        if (Thread.currentThread() != thread) {
            joinUninterruptibly();
        }
    }

    private void run() {
        try {
            while (!queue.isDrained()) {
                WriteGroup group = queue.takeGroup(MAX_GROUP, IDLE_TICK);
                if (group.isEmpty()) {
                    tidyWhileIdle();
                } else {
                    storeAndAnswer(group);
                    tidyIfOverdue();
                }
            }
        } catch (InterruptedException | RuntimeException | Error e) {
            LOG.atError().setCause(e).addKeyValue("file", file).log("the writer has ended; nothing more is stored");
            health.writeFailed(e);
        } finally {
            stop();
        }
    }

    private void storeAndAnswer(WriteGroup group) {
        try {
            store(group);
        } catch (RuntimeException | Error e) {
            // Nobody may wait for ever. Without effect on those that were answered.
            group.fail(new BackendUnavailableException("it is not known whether this was stored", e));
            throw e;
        }
    }

    private void store(WriteGroup group) {
        List<CommitResult> results = new ArrayList<>(group.commits().size());
        CommitGroup applied;
        try {
            applied =
                    isFenced(group) ? holdings.standingStill(() -> transact(group, results)) : transact(group, results);
        } catch (SQLException | RuntimeException e) {
            fail(group, e);
            return;
        }
        health.writeWorked();
        queue.stored();
        feed.stored(applied.events());
        group.answer(results);
    }

    private CommitGroup transact(WriteGroup group, List<CommitResult> results) throws SQLException {
        StoreConnection open = connection();
        open.beginWriting();
        CommitGroup applied = new CommitGroup(open, log, holdings);
        for (PendingCommit pending : group.commits()) {
            results.add(applied.apply(pending.commit(), clock.millis()));
        }
        LogState after = applied.finish();
        open.recoveries().apply(group.recoveries(), clock.millis());
        feed.storing();
        open.commit();
        log = after;
        return applied;
    }

    private static boolean isFenced(WriteGroup group) {
        return group.commits().stream()
                .flatMap(pending -> pending.commit().conditions().stream())
                .anyMatch(condition -> condition.type() == Condition.Type.LEASE_HELD);
    }

    private void fail(WriteGroup group, Exception cause) {
        giveUpConnection(cause);
        queue.failed();
        group.fail(new BackendUnavailableException("the store cannot write now: " + cause.getMessage(), cause));
    }

    private void giveUpConnection(Exception cause) {
        if (!health.cannotWrite()) {
            LOG.atError().setCause(cause).addKeyValue("file", file).log("the store cannot write");
        }
        health.writeFailed(cause);
        StoreConnection broken = connection;
        connection = null;
        if (broken != null) {
            broken.close();
        }
    }

    private StoreConnection connection() throws SQLException {
        StoreConnection open = connection;
        if (open == null) {
            open = StoreConnection.forWriting(file);
            connection = open;
            learn(LogState.read(open));
        }
        return open;
    }

    private void learn(LogState found) throws SQLException {
        if (!found.epoch().equals(log.epoch()) || found.head() < log.head()) {
            throw new SQLException("the file was replaced while the hub runs");
        }
        if (found.head() > log.head()) {
            feed.advance(found.head());
        }
        feed.trimmed(found.trimmedOffset());
        log = found;
    }

    private void tidyWhileIdle() {
        if (health.cannotWrite()) {
            probeWriting();
        }
        if (health.cannotRead()) {
            probeReading();
        }
        while (!queue.isUrgent() && tidy()) {
            // Bite after bite, as long as nobody waits.
        }
    }

    private void tidyIfOverdue() {
        if (System.nanoTime() - tidiedAtNanos > TIDY_EVERY.toNanos()) {
            if (health.cannotRead()) {
                probeReading();
            }
            tidy();
        }
    }

    /** Takes one bite; returns whether there may be more. */
    private boolean tidy() {
        try {
            Housekeeping.Tidied tidied = housekeeping.bite(connection(), log);
            log = tidied.log();
            feed.trimmed(log.trimmedOffset());
            return tidied.more();
        } catch (SQLException | RuntimeException e) {
            giveUpConnection(e);
            return false;
        } finally {
            tidiedAtNanos = System.nanoTime();
        }
    }

    // A hub that is taken out of service because it cannot write gets no commits by which to find out that it can.
    private void probeWriting() {
        try {
            StoreConnection open = connection();
            open.beginWriting();
            log.write(open);
            open.commit();
            health.writeWorked();
            LOG.atInfo().addKeyValue("file", file).log("the store can write again");
        } catch (SQLException e) {
            giveUpConnection(e);
        }
    }

    private void probeReading() {
        try {
            reads.read(LogState::read);
            LOG.atInfo().addKeyValue("file", file).log("the store can be read again");
        } catch (BackendUnavailableException e) {
            LOG.atDebug().setCause(e).log("the store still cannot be read");
        }
    }

    private void stop() {
        queue.close();
        failWhatIsLeft();
        StoreConnection open = connection;
        connection = null;
        if (open == null) {
            return;
        }
        try {
            open.recoveries().noteEnd(clock.millis());
            open.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        } catch (SQLException e) {
            LOG.atWarn().setCause(e).log("the store's log stays beside it; the next start reads it");
        }
        open.close();
    }

    // Only a writer that ended early leaves any.
    private void failWhatIsLeft() {
        try {
            queue.takeGroup(Integer.MAX_VALUE, Duration.ZERO)
                    .fail(new BackendUnavailableException("the writer of the store has ended"));
            queue.failed();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void joinUninterruptibly() {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
