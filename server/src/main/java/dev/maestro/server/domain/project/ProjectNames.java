package dev.maestro.server.domain.project;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What projects are called, as the feed has told it so far: an event is rendered with the name its project had by then.
 *
 * <p>The name of a project that is gone is known a while longer, as clients that come back hear of what they missed. A
 * project nobody knows is called by its id: so is one whose old events are replayed long after it is gone.
 *
 * <p>Threads: thread-safe; does not block. Memory: some hundred bytes a project, and as much for each of the last
 * {@value #MOST_GONE} that are gone.
 */
public final class ProjectNames {
    private static final int MOST_GONE = 1_000;

    @GuardedBy("this")
    private final Map<String, Named> names = new HashMap<>();

    @GuardedBy("this")
    private final Map<String, Set<String>> idsByName = new HashMap<>();

    /** Of projects that are gone, the one that went first first. */
    @GuardedBy("this")
    private final Map<String, String> gone = new LinkedHashMap<>();

    private record Named(String name, long version) {}

    ProjectNames() {}

    /** Returns a project's name, or its id if that is not known. */
    public synchronized String of(String projectId) {
        Named named = names.get(projectId);
        return named == null ? gone.getOrDefault(projectId, projectId) : named.name();
    }

    /**
     * Returns the projects of that name, as far as the feed has told: one that was just made may be missing, and one that
     * was just renamed or deleted may be among them.
     */
    public synchronized Set<String> idsOf(String name) {
        return Set.copyOf(idsByName.getOrDefault(name, Set.of()));
    }

    /** Learns a project's name from a version of its document; one that is older than what is known changes nothing. */
    synchronized void learn(String projectId, String name, long version) {
        Named before = names.get(projectId);
        if (before == null || before.version() <= version) {
            unlist(projectId);
            names.put(projectId, new Named(name, version));
            idsByName.computeIfAbsent(name, key -> new HashSet<>(2)).add(projectId);
        }
    }

    /** Learns that a project is gone. */
    synchronized void forget(String projectId) {
        unlist(projectId);
        Named last = names.remove(projectId);
        if (last != null) {
            gone.put(projectId, last.name());
            if (gone.size() > MOST_GONE) {
                gone.remove(gone.keySet().iterator().next());
            }
        }
    }

    @GuardedBy("this")
    private void unlist(String projectId) {
        Named named = names.get(projectId);
        if (named != null) {
            idsByName.computeIfPresent(named.name(), (name, ids) -> {
                ids.remove(projectId);
                return ids.isEmpty() ? null : ids;
            });
        }
    }
}
