package dev.maestro.server.backend.embedded;

import dev.maestro.server.backend.BackendUnavailableException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections that read. Readers never wait for the writer, only for each other when all are in use.
 *
 * <p>Threads: thread-safe.
 */
final class ReadPool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReadPool.class);

    private static final int SIZE = 4;
    // Thousands of clients may come back at once, each to read long stretches: the other connections stay free of them.
    private static final int REPLAYS = 2;
    private static final Duration MAX_WAIT = Duration.ofSeconds(10);

    private final Path file;
    private final Health health;
    private final Semaphore permits = new Semaphore(SIZE, true);
    private final Semaphore replays = new Semaphore(REPLAYS, true);
    // The last used is used first, so that a quiet hub keeps one warm and the others small.
    private final ConcurrentLinkedDeque<StoreConnection> idle = new ConcurrentLinkedDeque<>();
    // Set once, by close.
    private volatile boolean closed;

    ReadPool(Path file, Health health) {
        this.file = file;
        this.health = health;
    }

    /** Something to read. */
    interface Query<T> {
        T run(StoreConnection connection) throws SQLException;
    }

    /**
     * Runs one statement.
     *
     * @throws BackendUnavailableException if the store is closed, cannot be read, or too many read
     */
    <T> T read(Query<T> query) {
        acquire(permits);
        try {
            return onConnection(query);
        } finally {
            permits.release();
        }
    }

    /**
     * Runs several statements that all see the store as it was at one moment.
     *
     * @throws BackendUnavailableException as {@link #read}
     */
    <T> T readAtOneMoment(Query<T> query) {
        return read(connection -> {
            connection.beginReading();
            T result = query.run(connection);
            connection.commit();
            return result;
        });
    }

    /**
     * Runs several statements like {@link #readAtOneMoment}, for one of many who read long stretches: half of the
     * connections at most are used for that.
     *
     * @throws BackendUnavailableException as {@link #read}
     */
    <T> T replayAtOneMoment(Query<T> query) {
        acquire(replays);
        try {
            return readAtOneMoment(query);
        } finally {
            replays.release();
        }
    }

    /** Waits for those who read, refuses further ones. Idempotent. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (!permits.tryAcquire(SIZE, MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.atWarn().log("reads of the store are still running while it closes");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // Those that still wait find out that it is closed.
        permits.release(SIZE);
        closeIdle();
    }

    private <T> T onConnection(Query<T> query) {
        StoreConnection connection = null;
        try {
            StoreConnection free = idle.pollFirst();
            connection = free == null ? StoreConnection.forReading(file) : free;
            T result = query.run(connection);
            health.readWorked();
            idle.addFirst(connection);
            connection = null;
            return result;
        } catch (SQLException e) {
            health.readFailed(e);
            throw new BackendUnavailableException("the store cannot be read now: " + e.getMessage(), e);
        } finally {
            // What failed half-way may have a transaction open.
            if (connection != null) {
                connection.close();
            }
            if (closed) {
                closeIdle();
            }
        }
    }

    private void acquire(Semaphore semaphore) {
        try {
            if (!semaphore.tryAcquire(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new BackendUnavailableException("too many reads of the store wait");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackendUnavailableException("interrupted while waiting to read the store", e);
        }
        if (closed) {
            semaphore.release();
            throw new BackendUnavailableException("the store is closed");
        }
    }

    private void closeIdle() {
        for (StoreConnection next = idle.pollFirst(); next != null; next = idle.pollFirst()) {
            next.close();
        }
    }
}
