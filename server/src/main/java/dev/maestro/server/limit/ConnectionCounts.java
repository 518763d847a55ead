package dev.maestro.server.limit;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many connections each has at the same time: a principal's sockets, or an address's connections.
 *
 * <p>Threads: thread-safe. Memory: grows with those that are connected only, as a key without any is forgotten.
 */
public final class ConnectionCounts {
    private final Map<String, Integer> taken = new ConcurrentHashMap<>();

    /**
     * Takes a seat.
     *
     * @param key who sits down
     * @param most how many seats it may have, this one included
     * @return the seat, to be closed when the connection ends; empty if it has so many already
     */
    public Optional<Seat> take(String key, int most) {
        boolean[] free = new boolean[1];
        taken.compute(key, (name, count) -> {
            int before = count == null ? 0 : count;
            free[0] = before < most;
            return free[0] ? Integer.valueOf(before + 1) : count;
        });
        return free[0] ? Optional.of(new Seat(() -> give(key))) : Optional.empty();
    }

    private void give(String key) {
        taken.computeIfPresent(key, (name, count) -> count == 1 ? null : count - 1);
    }

    /** Returns how many seats somebody has. */
    public int taken(String key) {
        return taken.getOrDefault(key, 0);
    }

    /** Returns how many have a seat. */
    int size() {
        return taken.size();
    }
}
