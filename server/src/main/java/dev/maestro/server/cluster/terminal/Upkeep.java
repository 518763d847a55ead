package dev.maestro.server.cluster.terminal;

import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.Registry;
import dev.maestro.server.cluster.Cluster;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what the store lists of terminals, and what this node knows of it, up to date, on a thread of its own:
 * {@code cluster-terminals}.
 */
final class Upkeep {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final long BEAT_MILLIS = 1_000;
    private static final long READ_NANOS = Duration.ofSeconds(2).toNanos();

    private final Cluster cluster;
    private final Registry registry;
    private final Directory directory;
    private final Holdings holdings;
    private final Consumer<Set<String>> changed;
    private final LongSupplier nanos;
    private final ScheduledThreadPoolExecutor thread;
    private final AtomicBoolean sweeping = new AtomicBoolean();
    private final AtomicBoolean reading = new AtomicBoolean();
    private volatile long lastRead;

    /**
     * Does nothing yet.
     *
     * @param changed told of which sessions something is otherwise
     */
    Upkeep(
            Cluster cluster,
            Registry registry,
            Directory directory,
            Holdings holdings,
            Consumer<Set<String>> changed,
            LongSupplier nanos) {
        this.cluster = cluster;
        this.registry = registry;
        this.directory = directory;
        this.holdings = holdings;
        this.changed = changed;
        this.nanos = nanos;
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "cluster-terminals");
            made.setDaemon(true);
            return made;
        });
    }

    void start() {
        readSoon();
        Future<?> beat = thread.scheduleWithFixedDelay(this::beat, BEAT_MILLIS, BEAT_MILLIS, TimeUnit.MILLISECONDS);
        assert !beat.isCancelled();
    }

    void sweepSoon() {
        soon(sweeping, holdings::sweep);
    }

    void readSoon() {
        soon(reading, this::read);
    }

    private void soon(AtomicBoolean asked, Runnable work) {
        if (!asked.compareAndSet(false, true)) {
            return;
        }
        try {
            thread.execute(() -> {
                asked.set(false);
                trying(work);
            });
        } catch (RejectedExecutionException e) {
            LOG.atDebug().setCause(e).log("the hub is stopping");
        }
    }

    private void beat() {
        trying(holdings::sweep);
        if (nanos.getAsLong() - lastRead >= READ_NANOS) {
            trying(this::read);
        }
    }

    private static void trying(Runnable work) {
        try {
            work.run();
        } catch (BackendUnavailableException e) {
            LOG.atDebug().setCause(e).log("where terminals are is not known now");
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("where terminals are could not be brought up to date");
        }
    }

    private void read() {
        long asked = nanos.getAsLong();
        List<Registry.Entry> entries = registry.list(Holdings.SPACE);
        // After that, so that who is up now and is not listed has taken its entry out.
        cluster.node().read();
        lastRead = nanos.getAsLong();
        Set<String> otherwise = directory.listed(entries, asked);
        if (!otherwise.isEmpty()) {
            changed.accept(otherwise);
        }
        holdings.dropStrays();
        holdings.putBack(entries, asked);
    }

    void close() {
        thread.shutdownNow();
    }
}
