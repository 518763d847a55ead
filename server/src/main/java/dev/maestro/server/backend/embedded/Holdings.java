package dev.maestro.server.backend.embedded;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.Lease;
import dev.maestro.server.backend.Leases;
import dev.maestro.server.backend.Registry;
import dev.maestro.server.backend.SharedLimits;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The leases of this process, and the entries that stand and fall with them. In memory: the next process begins with none.
 *
 * <p>Tokens begin at the time of opening, in milliseconds times {@value #TOKENS_A_MILLI}: they grow from process to process
 * for as long as the clock does.
 *
 * <p>Threads: thread-safe.
 */
final class Holdings implements Leases, Registry {
    private static final long TOKENS_A_MILLI = 1 << 16;
    private static final long SWEEP_EVERY_MS = 1_000;

    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();

    // By name.
    @GuardedBy("lock")
    private final Map<String, Held> held = new HashMap<>();

    // By space, then by name.
    @GuardedBy("lock")
    private final Map<String, TreeMap<String, Entry>> spaces = new HashMap<>();

    @GuardedBy("lock")
    private long lastToken;

    @GuardedBy("lock")
    private long sweptAt;

    /** Set once, by close. */
    private volatile boolean closed;

    Holdings(Clock clock) {
        this.clock = clock;
        this.sweptAt = clock.millis();
        this.lastToken = sweptAt * TOKENS_A_MILLI;
    }

    /**
     * A lease that may be over.
     *
     * @param until epoch milliseconds
     * @param places the entries that were made with it
     */
    private record Held(Lease lease, long until, Set<Place> places) {}

    private record Place(String space, String name) {}

    /** What the store does in one transaction. */
    interface Step<T> {
        T run() throws SQLException;
    }

    /**
     * Runs a step while nobody can take, lose or claim anything: else who takes a lease over could read what a commit under
     * the former has still to change.
     */
    <T> T standingStill(Step<T> step) throws SQLException {
        lock.lock();
        try {
            return step.run();
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether a lease is not over. */
    boolean isHeld(Lease lease) {
        lock.lock();
        try {
            return find(lease) != null;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<Lease> take(String name, Duration time) {
        SharedLimits.checkLease(name, time);
        begin();
        try {
            long now = clock.millis();
            sweep(now);
            Held before = held.get(name);
            if (before != null && before.until() > now) {
                return Optional.empty();
            }
            if (before != null) {
                end(before);
            }
            lastToken++;
            Lease lease = new Lease(name, lastToken);
            held.put(name, new Held(lease, until(now, time), new HashSet<>()));
            return Optional.of(lease);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean renew(Lease lease, Duration time) {
        SharedLimits.checkTime(time);
        begin();
        try {
            Held before = find(lease);
            if (before == null) {
                return false;
            }
            held.put(lease.name(), new Held(lease, until(clock.millis(), time), before.places()));
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void release(Lease lease) {
        begin();
        try {
            Held before = find(lease);
            if (before != null) {
                end(before);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Claim claim(Lease by, String space, String name, JsonBytes value, @Nullable Lease instead) {
        SharedLimits.checkEntry(space, name, value);
        begin();
        try {
            Entry other = current(space, name);
            boolean free =
                    other == null || other.holder().equals(by) || other.holder().equals(instead);
            Held own = find(by);
            if (!free || own == null) {
                return new Claim(false, other);
            }
            store(own, new Place(space, name), value);
            return new Claim(true, null);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean put(Lease by, String space, String name, JsonBytes value) {
        SharedLimits.checkEntry(space, name, value);
        begin();
        try {
            Entry current = current(space, name);
            Held own = find(by);
            if (current == null || own == null || !current.holder().equals(by)) {
                return false;
            }
            store(own, new Place(space, name), value);
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void remove(Lease by, String space, String name) {
        SharedLimits.checkEntry(space, name);
        begin();
        try {
            Held own = find(by);
            Entry current = current(space, name);
            if (own != null && current != null && current.holder().equals(by)) {
                own.places().remove(new Place(space, name));
                drop(by, new Place(space, name));
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<Entry> find(String space, String name) {
        SharedLimits.checkEntry(space, name);
        begin();
        try {
            return Optional.ofNullable(current(space, name));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Entry> list(String space) {
        SharedLimits.checkSpace(space);
        begin();
        try {
            TreeMap<String, Entry> entries = spaces.get(space);
            return entries == null
                    ? List.of()
                    : entries.values().stream()
                            .filter(entry -> isHeld(entry.holder()))
                            .toList();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        closed = true;
    }

    private void begin() {
        if (closed) {
            throw new BackendUnavailableException("the store is closed");
        }
        lock.lock();
    }

    @GuardedBy("lock")
    private @Nullable Held find(Lease lease) {
        Held found = held.get(lease.name());
        return found != null && found.lease().equals(lease) && found.until() > clock.millis() ? found : null;
    }

    @GuardedBy("lock")
    private @Nullable Entry current(String space, String name) {
        TreeMap<String, Entry> entries = spaces.get(space);
        Entry entry = entries == null ? null : entries.get(name);
        return entry != null && find(entry.holder()) != null ? entry : null;
    }

    @GuardedBy("lock")
    private void store(Held own, Place place, JsonBytes value) {
        own.places().add(place);
        spaces.computeIfAbsent(place.space(), space -> new TreeMap<>())
                .put(place.name(), new Entry(place.name(), own.lease(), value));
    }

    /** Ends those that are over, so that what is not asked for again is not kept for ever. */
    @GuardedBy("lock")
    private void sweep(long now) {
        if (now >= sweptAt && now - sweptAt < SWEEP_EVERY_MS) {
            return;
        }
        sweptAt = now;
        List<Held> over =
                held.values().stream().filter(each -> each.until() <= now).toList();
        for (Held each : over) {
            end(each);
        }
    }

    @GuardedBy("lock")
    private void end(Held over) {
        held.remove(over.lease().name());
        for (Place place : over.places()) {
            drop(over.lease(), place);
        }
    }

    /** Removes an entry, unless another has taken it over. */
    @GuardedBy("lock")
    private void drop(Lease holder, Place place) {
        TreeMap<String, Entry> entries = spaces.get(place.space());
        Entry entry = entries == null ? null : entries.get(place.name());
        if (entries != null && entry != null && entry.holder().equals(holder)) {
            entries.remove(place.name());
            if (entries.isEmpty()) {
                spaces.remove(place.space());
            }
        }
    }

    // A time beyond what a long holds is for ever.
    private static long until(long now, Duration time) {
        return now > Long.MAX_VALUE - time.toMillis() ? Long.MAX_VALUE : now + time.toMillis();
    }
}
