package dev.maestro.server.measure;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * How often each of a few things happened since this was made.
 *
 * <p>Threads: thread-safe; counting waits for nobody.
 *
 * @param <E> the things
 */
public final class Tally<E extends Enum<E>> {
    // Has an entry for each from the start, so that it is never changed.
    private final Map<E, LongAdder> counts;

    /** Begins with nothing. */
    public Tally(Class<E> things) {
        counts = new EnumMap<>(things);
        for (E thing : things.getEnumConstants()) {
            counts.put(thing, new LongAdder());
        }
    }

    /** Counts one more. */
    public void count(E thing) {
        add(thing, 1);
    }

    /** Counts some more. */
    public void add(E thing, long more) {
        Objects.requireNonNull(counts.get(thing)).add(more);
    }

    /** Returns how often something happened. */
    public long of(E thing) {
        return Objects.requireNonNull(counts.get(thing)).sum();
    }

    /** Returns how often each happened, those that never did among them. */
    public Map<E, Long> all() {
        Map<E, Long> all = new EnumMap<>(counts.keySet().iterator().next().getDeclaringClass());
        counts.forEach((thing, count) -> all.put(thing, count.sum()));
        return all;
    }
}
