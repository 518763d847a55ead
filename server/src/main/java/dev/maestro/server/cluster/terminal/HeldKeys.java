package dev.maestro.server.cluster.terminal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/**
 * What was typed while a view tries to be shown its terminal, oldest first.
 *
 * <p>Threads: for whoever holds its view's lock.
 */
final class HeldKeys {
    private static final int MOST = 64;

    /** Some keys, and since when they wait. */
    private record Held(Keys keys, long since) {}

    private final Deque<Held> all = new ArrayDeque<>();

    /** Returns false if there are too many already. */
    boolean add(Keys keys, long now) {
        return all.size() < MOST && all.add(new Held(keys, now));
    }

    /** Takes those out that wait for longer. */
    List<Keys> takeOlder(long now, long nanos) {
        return take(held -> now - held.since() > nanos);
    }

    List<Keys> takeAll() {
        return take(held -> true);
    }

    private List<Keys> take(Predicate<Held> which) {
        List<Keys> taken = new ArrayList<>();
        Held first = all.peek();
        while (first != null && which.test(first)) {
            taken.add(first.keys());
            all.remove();
            first = all.peek();
        }
        return taken;
    }
}
