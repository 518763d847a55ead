package dev.maestro.server.backend.redis;

import dev.maestro.server.backend.EventFeed;
import dev.maestro.server.backend.Offset;
import dev.maestro.server.backend.feed.InProcessFeed;
import dev.maestro.server.backend.feed.Writers;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The feed of what all nodes commit: the log in Redis, followed by one thread ({@link RedisReader}) and handed on within this
 * process; and the thread that removes what is old.
 *
 * <p>Life-cycle: started, then closed; to be closed after the writer and before the link. Closing hands over what this node
 * knows to be committed, for so long as Redis answers.
 */
final class RedisFeed implements EventFeed, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RedisFeed.class);

    private static final long TRIM_EVERY_MS = 250;

    private final RedisLog log;
    private final InProcessFeed feed;
    private final RedisReader reader;
    private final SkippedEntries skipped;
    private final RedisTrimmer trimmer;
    private final Thread trimming;
    private final Object bell = new Object();

    /** Set once, by close. */
    private volatile boolean closed;

    private RedisFeed(
            RedisLog log, InProcessFeed feed, RedisReader reader, SkippedEntries skipped, RedisTrimmer trimmer) {
        this.log = log;
        this.feed = feed;
        this.reader = reader;
        this.skipped = skipped;
        this.trimmer = trimmer;
        this.trimming = new Thread(this::trim, "redis-trimmer");
        this.trimming.setDaemon(true);
    }

    /**
     * Starts the feed of a log that was opened.
     *
     * @param clock by which events grow old
     */
    static RedisFeed start(
            RedisLink link, RedisKeys keys, RedisLog log, RedisHealth health, RedisConfig config, Clock clock) {
        Offset head = log.head();
        SkippedEntries skipped = new SkippedEntries();
        InProcessFeed feed = new InProcessFeed(
                "redis-feed",
                head,
                0,
                new StoredRedisLog(link, keys, log, config.timeout().multipliedBy(2)),
                Writers.MANY_NODES);
        RedisReader reader = new RedisReader(link, keys, log, health, config.timeout(), head, feed, skipped);
        RedisFeed started = new RedisFeed(log, feed, reader, skipped, new RedisTrimmer(link, keys, config, clock));
        feed.start();
        reader.start();
        started.trimming.start();
        return started;
    }

    @Override
    public Offset head() {
        return log.head();
    }

    @Override
    public Subscription subscribe(Offset after, Listener listener) {
        return feed.subscribe(after, listener);
    }

    @Override
    public Stretch read(Offset after, int limit) {
        return feed.read(after, limit);
    }

    @Override
    public Stretch readTold(Offset after, int limit) {
        return feed.readTold(after, limit);
    }

    /** Returns how many entries of the log could not be read since this was started. */
    long skippedEntries() {
        return skipped.count();
    }

    @Override
    public void close() {
        closed = true;
        synchronized (bell) {
            bell.notifyAll();
        }
        reader.close();
        feed.close();
    }

    private void trim() {
        try {
            while (!closed) {
                Optional<RedisTrimmer.Tidied> tidied = bite();
                tidied.ifPresent(each -> feed.trimmed(each.trimmed()));
                if (tidied.isEmpty() || !tidied.get().more()) {
                    synchronized (bell) {
                        if (!closed) {
                            bell.wait(TRIM_EVERY_MS);
                        }
                    }
                }
            }
        } catch (InterruptedException e) {
            LOG.atWarn().log("the trimmer was interrupted and ends");
        }
    }

    private Optional<RedisTrimmer.Tidied> bite() {
        try {
            return trimmer.bite();
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("trimming the log failed");
            return Optional.empty();
        }
    }
}
