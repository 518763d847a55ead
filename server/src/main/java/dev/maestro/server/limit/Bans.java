package dev.maestro.server.limit;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is shut out for a while, by principal key.
 *
 * <p>At most {@value #MOST} at a time: one more ends the ban that would end first. Kept in memory alone. Where there are
 * several nodes, {@link BanNotices} tells the others, and {@link #learn} is told by them.
 *
 * <p>Threads: thread-safe; asking takes no lock.
 */
public final class Bans {
    private static final int MOST = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(Bans.class);

    private final Duration length;
    private final LongSupplier nanos;
    private final int most;
    private final Map<String, Long> ends = new ConcurrentHashMap<>();
    private final LongAdder begun = new LongAdder();

    /** Who is told; set before anybody is banned. */
    private volatile BanNotices notices = name -> {};

    /**
     * Bans nobody yet.
     *
     * @param length how long each ban lasts
     * @param nanos the time, on the scale of {@link System#nanoTime}
     */
    public Bans(Duration length, LongSupplier nanos) {
        this(length, nanos, MOST);
    }

    Bans(Duration length, LongSupplier nanos, int most) {
        this.length = length;
        this.nanos = nanos;
        this.most = most;
    }

    /** Tells somebody of each ban from now on, instead of whoever was told before. */
    public void tell(BanNotices told) {
        notices = told;
    }

    /** Bans from now on; whoever is banned already, anew. */
    public void ban(String key) {
        String name = ShortName.of(key);
        shutOut(name, length);
        begun.increment();
        LOG.atWarn()
                .addKeyValue("user", name)
                .addKeyValue("minutes", length.toMinutes())
                .log("banned: it went on though it was told to wait");
        notices.banned(name);
    }

    /**
     * Bans whoever was banned elsewhere, unless it is banned for longer already. Nobody is told.
     *
     * @param name as {@link BanNotices} got it
     * @param remaining how long the ban still lasts; more than the {@link #length} counts as that
     */
    public void learn(String name, Duration remaining) {
        Duration left = remaining.compareTo(length) > 0 ? length : remaining;
        if (left.toNanos() > remainingNanos(name)) {
            shutOut(name, left);
        }
    }

    private void shutOut(String name, Duration time) {
        long now = nanos.getAsLong();
        synchronized (this) {
            ends.values().removeIf(end -> end - now <= 0);
            if (ends.size() >= most && !ends.containsKey(name)) {
                ends.entrySet().stream()
                        .min(Comparator.comparingLong(entry -> entry.getValue() - now))
                        .ifPresent(first -> ends.remove(first.getKey()));
            }
            ends.put(name, now + time.toNanos());
        }
    }

    /** Returns how many nanoseconds a ban still lasts, 0 when there is none. */
    long remainingNanos(String key) {
        if (ends.isEmpty()) {
            return 0;
        }
        String name = ShortName.of(key);
        Long end = ends.get(name);
        if (end == null) {
            return 0;
        }
        long remaining = end - nanos.getAsLong();
        if (remaining <= 0) {
            ends.remove(name, end);
            return 0;
        }
        return remaining;
    }

    /** Returns whether somebody may come in at all: allowed, or banned and for how long. */
    public Verdict check(String key) {
        long remaining = remainingNanos(key);
        return remaining == 0 ? Verdict.allowed() : Verdict.banned(remaining);
    }

    /** Returns how long each ban lasts. */
    public Duration length() {
        return length;
    }

    /** Returns how many bans this node has made; those learned of elsewhere do not count. */
    public long made() {
        return begun.sum();
    }

    /** Returns how many are banned now, wherever that was decided. */
    public long inForce() {
        long now = nanos.getAsLong();
        return ends.values().stream().filter(end -> end - now > 0).count();
    }

    int size() {
        return ends.size();
    }
}
