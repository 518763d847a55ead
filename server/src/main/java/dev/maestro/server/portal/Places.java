package dev.maestro.server.portal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashMap;
import java.util.Map;

/**
 * Places of which each taker has at most so many, and all together too: so nobody can take those of the others.
 *
 * <p>Threads: thread-safe, nothing blocks. Memory: of the takers that have a place.
 */
final class Places<K> {
    private final int each;
    private final int all;

    @GuardedBy("this")
    private final Map<K, Integer> taken = new HashMap<>();

    @GuardedBy("this")
    private int sum;

    Places(int each, int all) {
        this.each = each;
        this.all = all;
    }

    /** Takes a place, to be given back; false if there is none. */
    synchronized boolean take(K who) {
        int now = taken.getOrDefault(who, 0);
        if (now >= each || sum >= all) {
            return false;
        }
        taken.put(who, now + 1);
        sum++;
        return true;
    }

    /** Gives a place back that was taken. */
    synchronized void giveBack(K who) {
        taken.computeIfPresent(who, (same, now) -> now == 1 ? null : now - 1);
        sum--;
    }
}
