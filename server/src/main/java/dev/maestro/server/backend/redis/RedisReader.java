package dev.maestro.server.backend.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.backend.Offset;
import dev.maestro.server.backend.feed.InProcessFeed;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The one thread of this node that follows the log, and hands what comes to the feed.
 *
 * <p>It waits at Redis for what follows on the last entry it has, over a connection of its own, and goes on there over the
 * next when that is lost. On each connection, whenever nothing comes for a second, and whenever something comes that does
 * not follow, it opens the log anew: so it learns of a new epoch, of what was trimmed, and of what is missing.
 *
 * <p>An entry that cannot be read is passed over and counted. Its number is no gap, unless it is none of ours.
 *
 * <p>Life-cycle: started, then closed; see {@link #close}.
 */
final class RedisReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RedisReader.class);

    private static final Duration BLOCK = Duration.ofSeconds(1);
    // With the largest events some 64 MB at once.
    private static final int MAX_BATCH = 64;
    private static final long RETRY_MS = 100;
    private static final long MAX_CLOSE_MS = 5_000;

    private final RedisLink link;
    private final RedisLog log;
    private final RedisHealth health;
    private final Duration timeout;
    private final byte[] key;
    private final InProcessFeed feed;
    private final SkippedEntries skipped;
    private final Thread thread;
    private final Object bell = new Object();

    // Confined to the reader thread, as all down to the next comment: how far the entries go that the feed has.
    private String epoch;
    private long position;
    // The id of the last entry that was read, which may be somebody else's.
    private String cursor = "";
    // The last event the log has, as it was when it was last opened.
    private long lastTold;
    // The last of those entries of others right behind the position whose numbers our events will not have.
    private long passable;
    // Whether it was read again from the position on, for an event that must be there.
    private boolean readAgain;

    /** Written by the reader thread: the place the feed has been brought to. */
    private volatile Offset reached;

    /** Written by the reader thread; closed by whoever closes this. */
    private volatile @Nullable RedisSession session;

    // Both set once, by close: that nothing is waited for any more that cannot be read at once; that nothing is read.
    private volatile boolean closing;
    private volatile boolean ended;

    /** Makes a reader that goes on after {@code start}, which the feed has been brought to. */
    RedisReader(
            RedisLink link,
            RedisKeys keys,
            RedisLog log,
            RedisHealth health,
            Duration timeout,
            Offset start,
            InProcessFeed feed,
            SkippedEntries skipped) {
        this.link = link;
        this.log = log;
        this.health = health;
        this.timeout = timeout;
        this.key = keys.log().getBytes(UTF_8);
        this.feed = feed;
        this.skipped = skipped;
        this.epoch = start.epoch();
        this.position = start.sequence();
        this.reached = start;
        this.thread = new Thread(this::run, "redis-reader");
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Reads on up to what this node knows to be committed, for so long as Redis answers, and ends. Idempotent. */
    @Override
    public void close() {
        Offset target = log.head();
        closing = true;
        try {
            awaitReached(target);
            ended = true;
            hangUp();
            ring();
            thread.join(MAX_CLOSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ended = true;
    }

    private void run() {
        while (!ended) {
            try (RedisSession open = link.connect(timeout.plus(BLOCK))) {
                session = open;
                follow(open);
            } catch (JedisException e) {
                if (!ended) {
                    health.failed(RedisHealth.Way.NEWS, e);
                }
            } catch (RuntimeException e) {
                LOG.atError().setCause(e).log("reading the news failed; it is tried again");
                health.failed(RedisHealth.Way.NEWS, e);
            } finally {
                session = null;
            }
            ended |= closing;
            pause();
        }
        ring();
    }

    private void follow(RedisSession open) {
        goTo(position);
        boolean unused = look(open);
        health.worked(RedisHealth.Way.NEWS);
        while (!ended) {
            List<?> batch = next(open.jedis());
            if (batch.isEmpty()) {
                idle(open);
            } else {
                take(open, batch);
            }
        }
    }

    /** Waits for what follows on the cursor. */
    private List<?> next(Jedis jedis) {
        Object reply = jedis.sendCommand(
                Protocol.Command.XREAD,
                "COUNT".getBytes(UTF_8),
                Integer.toString(MAX_BATCH).getBytes(UTF_8),
                "BLOCK".getBytes(UTF_8),
                Long.toString(BLOCK.toMillis()).getBytes(UTF_8),
                "STREAMS".getBytes(UTF_8),
                key,
                cursor.getBytes(UTF_8));
        return reply instanceof List<?> streams && !streams.isEmpty()
                ? (List<?>) ((List<?>) streams.get(0)).get(1)
                : List.of();
    }

    /** Opens the log anew; returns whether the reader is somewhere else now. */
    private boolean look(RedisSession open) {
        RedisLog.State state = log.open(open);
        Offset trimmed = state.trimmed();
        lastTold = state.head().sequence();
        if (!trimmed.epoch().equals(epoch)) {
            LOG.atWarn()
                    .addKeyValue("epoch", trimmed.epoch())
                    .addKeyValue("after", trimmed.sequence())
                    .log("the log has begun a new epoch; everybody starts afresh");
            epoch = trimmed.epoch();
            goTo(trimmed.sequence());
            feed.restart(trimmed);
            arrive();
            return true;
        }
        feed.trimmed(trimmed);
        if (trimmed.sequence() > position) {
            jumpTo(trimmed.sequence());
            return true;
        }
        return false;
    }

    private void idle(RedisSession open) {
        if (position < lastTold) {
            if (!readAgain) {
                // Others' entries may have led the cursor past it.
                readAgain = true;
                cursor = idOf(position);
                return;
            }
            jumpTo(lastTold);
        }
        boolean unused = look(open);
    }

    private void take(RedisSession open, List<?> batch) {
        List<CommittedEvent> events = new ArrayList<>(batch.size());
        boolean looked = false;
        long through = position;
        for (Object each : batch) {
            LogEntry entry = LogEntry.of(each);
            boolean follows = entry.sub() == 0 && entry.sequence() == through + 1 && entry.isOf(epoch);
            if (!follows && !looked) {
                handOver(events, through, open);
                events.clear();
                looked = true;
                if (look(open)) {
                    return;
                }
            }
            String id = LogEntry.idOf(each);
            if (follows || isEvent(entry, through)) {
                if (entry.sequence() > through + 1) {
                    handOver(events, through, open);
                    events.clear();
                    passOver(entry.sequence() - 1);
                }
                through = entry.sequence();
                entry.event(epoch).ifPresentOrElse(events::add, () -> skipped.skipped(id));
            } else if (!entry.isMark()) {
                skipped.skipped(id);
            }
            cursor = id;
        }
        handOver(events, through, open);
    }

    /** Returns whether an entry has the number of one of our events, and was not had before. */
    private boolean isEvent(LogEntry entry, long through) {
        if (entry.sub() != 0 || entry.sequence() <= through) {
            return false;
        }
        if (entry.sequence() <= lastTold) {
            return true;
        }
        if (entry.sequence() == Math.max(through, passable) + 1) {
            passable = entry.sequence();
        }
        return false;
    }

    private void passOver(long last) {
        if (last <= passable) {
            feed.publish(List.of(), last);
            goTo(last);
            arrive();
        } else {
            jumpTo(last);
        }
    }

    private void handOver(List<CommittedEvent> events, long through, RedisSession open) {
        if (through > position) {
            // First: whoever is handed an event knows that it was there.
            log.learn(new Offset(epoch, through), open.run());
            feed.publish(List.copyOf(events), through);
            position = through;
            readAgain = false;
            arrive();
        }
    }

    /** Goes on behind what is missing; the feed asks the log what is, for each listener from its own place. */
    private void jumpTo(long sequence) {
        LOG.atWarn()
                .addKeyValue("after", position)
                .addKeyValue("upTo", sequence)
                .log("events are missing in the log; listeners are told");
        goTo(sequence);
        feed.advance(sequence);
        arrive();
    }

    private void goTo(long sequence) {
        position = sequence;
        cursor = idOf(sequence);
        passable = 0;
        readAgain = false;
    }

    private static String idOf(long sequence) {
        return sequence + "-0";
    }

    private void arrive() {
        reached = new Offset(epoch, position);
        if (closing) {
            ring();
        }
    }

    private void pause() {
        synchronized (bell) {
            if (!ended) {
                try {
                    bell.wait(RETRY_MS);
                } catch (InterruptedException e) {
                    LOG.atWarn().log("the reader of the news was interrupted and ends");
                    ended = true;
                }
            }
        }
    }

    private void awaitReached(Offset target) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MAX_CLOSE_MS);
        synchronized (bell) {
            long leftMs = MAX_CLOSE_MS;
            while (leftMs > 0 && mayCome() && isBefore(reached, target)) {
                bell.wait(Math.min(leftMs, RETRY_MS));
                leftMs = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            }
        }
    }

    /** Returns whether there is a connection, or may be one in a moment. */
    private boolean mayCome() {
        return !ended && thread.isAlive() && (session != null || health.isWell(RedisHealth.Way.NEWS));
    }

    private static boolean isBefore(Offset place, Offset target) {
        return place.epoch().equals(target.epoch()) && target.isAfter(place);
    }

    private void hangUp() {
        RedisSession open = session;
        if (open != null) {
            try {
                open.jedis().getConnection().forceDisconnect();
            } catch (IOException e) {
                LOG.atDebug().setCause(e).log("the connection for the news was broken already");
            }
        }
    }

    private void ring() {
        synchronized (bell) {
            bell.notifyAll();
        }
    }
}
