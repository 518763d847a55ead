package dev.maestro.server.backend.redis;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts entries of the log that cannot be read, and says so now and then. Threads: thread-safe. */
final class SkippedEntries {
    private static final Logger LOG = LoggerFactory.getLogger(SkippedEntries.class);
    private static final long EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final AtomicLong count = new AtomicLong();
    private final AtomicLong loggedAtNanos = new AtomicLong(System.nanoTime() - EVERY_NANOS);

    void skipped(String id) {
        long skipped = count.incrementAndGet();
        long before = loggedAtNanos.get();
        long now = System.nanoTime();
        if (now - before >= EVERY_NANOS && loggedAtNanos.compareAndSet(before, now)) {
            LOG.atWarn()
                    .addKeyValue("id", id)
                    .addKeyValue("skipped", skipped)
                    .log("the log has an entry that cannot be read: of a newer hub, or of somebody else");
        }
    }

    /** Returns how many there were since the hub was started. */
    long count() {
        return count.get();
    }
}
