package dev.maestro.server.domain.approval;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * When which approval is to be ended, the earliest first; nothing else of them, so that very many may be pending.
 *
 * <p>Threads: thread-safe.
 */
final class Deadlines {
    private static final Comparator<Due> EARLIEST =
            Comparator.comparingLong(Due::at).thenComparing(Due::id);

    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Map<String, Due> byId = new HashMap<>();

    @GuardedBy("lock")
    private final NavigableSet<Due> inOrder = new TreeSet<>(EARLIEST);

    /**
     * An approval to be ended.
     *
     * @param at when, epoch milliseconds
     * @param failures how often that went wrong
     */
    record Due(String id, String projectId, long at, int failures) {}

    /** Adds an approval; one that is known stays as it is. */
    void add(String id, String projectId, long at) {
        synchronized (lock) {
            if (!byId.containsKey(id)) {
                put(new Due(id, projectId, at, 0));
            }
        }
    }

    /** Takes an approval out, if it is there. */
    void remove(String id) {
        synchronized (lock) {
            Due due = byId.remove(id);
            if (due != null) {
                inOrder.remove(due);
            }
        }
    }

    /** Takes out all of a project. */
    void removeProject(String projectId) {
        synchronized (lock) {
            byId.values().removeIf(due -> due.projectId().equals(projectId));
            inOrder.removeIf(due -> due.projectId().equals(projectId));
        }
    }

    /** Takes out all there are. */
    void clear() {
        synchronized (lock) {
            byId.clear();
            inOrder.clear();
        }
    }

    /** Returns those whose time is over, the earliest first, at most so many; they stay until they are taken out. */
    List<Due> due(long now, int most) {
        synchronized (lock) {
            return inOrder.stream()
                    .takeWhile(due -> due.at() <= now)
                    .limit(most)
                    .toList();
        }
    }

    /** Puts one off that failed, unless it was taken out meanwhile. */
    void failed(Due due, long again) {
        synchronized (lock) {
            if (byId.remove(due.id(), due)) {
                inOrder.remove(due);
                put(new Due(due.id(), due.projectId(), again, due.failures() + 1));
            }
        }
    }

    @GuardedBy("lock")
    private void put(Due due) {
        byId.put(due.id(), due);
        inOrder.add(due);
    }
}
