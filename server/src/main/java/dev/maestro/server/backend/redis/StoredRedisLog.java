package dev.maestro.server.backend.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.backend.Offset;
import dev.maestro.server.backend.feed.Portion;
import dev.maestro.server.backend.feed.StoredLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The log as the Redis has it. Threads: thread-safe. */
final class StoredRedisLog implements StoredLog {
    private static final RedisScript READ = RedisScript.named("read.lua");
    private static final long PORTION_BYTES = 4L << 20;
    // Thousands of clients may come back at once, each to read long stretches: other connections stay free of them.
    private static final int REPLAYS = 6;

    private final RedisLink link;
    private final RedisKeys keys;
    private final RedisLog log;
    private final Duration maxWait;
    private final Semaphore replays = new Semaphore(REPLAYS, true);

    StoredRedisLog(RedisLink link, RedisKeys keys, RedisLog log, Duration maxWait) {
        this.link = link;
        this.keys = keys;
        this.log = log;
        this.maxWait = maxWait;
    }

    @Override
    public Portion read(Offset after, int limit) {
        List<byte[]> names = List.of(bytes(keys.state()), bytes(keys.log()));
        List<byte[]> arguments = List.of(
                bytes(after.epoch()),
                bytes(Long.toString(after.sequence())),
                bytes(Integer.toString(limit)),
                bytes(Long.toString(PORTION_BYTES)));
        List<?> reply = (List<?>) link.read(jedis -> READ.run(jedis, names, arguments));
        if (reply.isEmpty()) {
            throw new BackendUnavailableException("the log was removed, and is about to begin again");
        }
        String epoch = new String((byte[]) reply.get(0), UTF_8);
        Offset head = new Offset(epoch, (Long) reply.get(1));
        Offset trimmed = new Offset(epoch, (Long) reply.get(2));
        if (!epoch.equals(after.epoch()) || trimmed.isAfter(after)) {
            return Portion.gapUpTo(trimmed);
        }
        if (after.isAfter(head)) {
            return beyond(after, trimmed);
        }
        return portion(after, head, reply.subList(3, reply.size()));
    }

    @Override
    public Portion replay(Offset after, int limit) {
        try {
            if (!replays.tryAcquire(maxWait.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new BackendUnavailableException("too many reads of the log wait");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackendUnavailableException("interrupted while waiting to read the log", e);
        }
        try {
            return read(after, limit);
        } finally {
            replays.release();
        }
    }

    private Portion beyond(Offset after, Offset trimmed) {
        Offset known = log.head();
        if (known.epoch().equals(after.epoch()) && !after.isAfter(known)) {
            // There was such an event: the Redis has lost it, and a new epoch is about to begin.
            throw new BackendUnavailableException("Redis has lost the end of the log");
        }
        return Portion.gapUpTo(trimmed);
    }

    /** Takes what follows on the place, up to where events are missing. */
    private static Portion portion(Offset after, Offset head, List<?> entries) {
        List<CommittedEvent> events = new ArrayList<>(entries.size());
        long through = after.sequence();
        long found = head.sequence() + 1;
        for (Object each : entries) {
            LogEntry entry = LogEntry.of(each);
            found = entry.sequence();
            if (found != through + 1) {
                break;
            }
            through = found;
            entry.event(after.epoch()).ifPresent(events::add);
        }
        boolean missing = through == after.sequence() && through < head.sequence();
        return missing
                ? Portion.gapUpTo(new Offset(after.epoch(), found - 1))
                : Portion.of(events, new Offset(after.epoch(), through));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
