package dev.maestro.server.backend.redis;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Iterator;
import java.util.LinkedHashMap;

/**
 * The visits of sockets that may be about to come back, by pid; the {@value #MOST} noted last.
 *
 * <p>Threads: thread-safe.
 */
final class LastVisits {
    private static final int MOST = 20_000;

    @GuardedBy("this")
    private final LinkedHashMap<String, Long> byPid = new LinkedHashMap<>();

    synchronized void note(String pid, long visit) {
        byPid.remove(pid);
        byPid.put(pid, visit);
        if (byPid.size() > MOST) {
            Iterator<String> eldest = byPid.keySet().iterator();
            eldest.next();
            eldest.remove();
        }
    }

    /** Returns the last visit, 0 when none is known; from then on it is not known any more. */
    synchronized long of(String pid) {
        Long visit = byPid.remove(pid);
        return visit == null ? 0 : visit;
    }
}
