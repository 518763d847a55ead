package dev.maestro.server.limit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Values by key that go away when nobody asks for them, and never more than so many.
 *
 * <p>Each call first forgets all that were last asked for too long ago. One more than {@code most} forgets the one asked
 * for longest ago, however recent that is: a flood of keys costs those it pushes out what was counted of them, and the
 * hub no memory.
 *
 * <p>Threads: thread-safe. Memory: about 150 bytes an entry beside key and value.
 */
final class RecentMap<V> {
    static final int USUAL_MOST = 10_000;

    private final int most;
    private final Supplier<Duration> kept;
    private final LongSupplier nanos;

    /** The one asked for longest ago first. */
    @GuardedBy("this")
    private final Map<String, Entry<V>> entries = new LinkedHashMap<>(16, 0.75f, true);

    RecentMap(int most, Duration kept, LongSupplier nanos) {
        this(most, () -> kept, nanos);
    }

    RecentMap(int most, Supplier<Duration> kept, LongSupplier nanos) {
        this.most = most;
        this.kept = kept;
        this.nanos = nanos;
    }

    /** Returns the key's value, made of its name when there is none. */
    synchronized V get(String key, Function<String, V> make) {
        String name = ShortName.of(key);
        long now = nanos.getAsLong();
        forget(now);
        Entry<V> entry = entries.get(name);
        if (entry == null) {
            entry = new Entry<>(make.apply(name));
            entries.put(name, entry);
            if (entries.size() > most) {
                entries.remove(entries.keySet().iterator().next());
            }
        }
        entry.usedAt = now;
        return entry.value;
    }

    /** Returns the key's value, null when there is none; counts as asking for it. */
    synchronized @Nullable V find(String key) {
        long now = nanos.getAsLong();
        forget(now);
        Entry<V> entry = entries.get(ShortName.of(key));
        if (entry == null) {
            return null;
        }
        entry.usedAt = now;
        return entry.value;
    }

    @GuardedBy("this")
    private void forget(long now) {
        long keptNanos = kept.get().toNanos();
        Iterator<Entry<V>> eldest = entries.values().iterator();
        while (eldest.hasNext() && now - eldest.next().usedAt > keptNanos) {
            eldest.remove();
        }
    }

    synchronized int size() {
        return entries.size();
    }

    private static final class Entry<V> {
        private final V value;
        // Guarded by the map.
        private long usedAt;

        private Entry(V value) {
            this.value = value;
        }
    }
}
