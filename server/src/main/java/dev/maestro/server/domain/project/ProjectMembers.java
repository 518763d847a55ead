package dev.maestro.server.domain.project;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.Project;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.DocumentKind;
import dev.maestro.server.backend.DocumentPage;
import dev.maestro.server.backend.DocumentQuery;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who is a member of which project, as of now, kept in memory: it is asked for every event and every read. What it reads of
 * projects and is told by the feed, it tells their {@linkplain #names names}.
 *
 * <p>It learns of a change twice, from whoever makes it and from the feed, in either order; the later version of a
 * project stands. A member is named by user id, or by an e-mail address in any case.
 *
 * <p>Threads: thread-safe; only {@link #load} blocks. Memory: some hundred bytes a project and some a member, also for
 * projects deleted since the start.
 */
public final class ProjectMembers {
    private static final Set<String> NOBODY = Set.of();
    private static final long DELETED = Long.MAX_VALUE;

    private final Map<String, Set<String>> projectsByName = new ConcurrentHashMap<>();
    private final ProjectNames names = new ProjectNames();

    @GuardedBy("this")
    private final Map<String, Known> projects = new HashMap<>();

    /**
     * What is known of a project.
     *
     * @param version of its document
     * @param names its members
     * @param told its members as the feed last told them
     */
    private record Known(long version, Set<String> names, Set<String> told) {
        static final Known NOTHING = new Known(0, NOBODY, NOBODY);
    }

    private ProjectMembers() {}

    /** Reads the members of every project; whoever calls must then tell all that the feed brings from before this on. */
    public static ProjectMembers load(Backend backend) {
        ProjectMembers members = new ProjectMembers();
        members.reload(backend);
        return members;
    }

    /**
     * Reads the members of every project once more. Blocks.
     *
     * <p>Until it is done what was known stands; projects that are gone by then are forgotten.
     */
    public void reload(Backend backend) {
        Set<String> unseen = knownProjects();
        @Nullable String cursor = null;
        do {
            DocumentPage page = backend.list(
                    new DocumentQuery(DocumentKind.PROJECT, null, Set.of(), cursor, DocumentQuery.MAX_LIMIT));
            page.documents().forEach(stored -> unseen.remove(read(stored.body())));
            cursor = page.nextCursor().orElse(null);
        } while (cursor != null);
        unseen.forEach(this::forget);
    }

    private synchronized Set<String> knownProjects() {
        return new HashSet<>(projects.keySet());
    }

    /** Learns what the feed has told, or would have, before whatever it tells next. */
    private synchronized String read(JsonBytes document) {
        Project project = document.asKnown(Project.class);
        learn(project);
        name(project);
        Known known = known(project.id());
        if (known.version() == project.version()) {
            put(project.id(), new Known(known.version(), known.names(), known.names()));
        }
        return project.id();
    }

    /** Learns a project's members from its document. */
    public void learn(JsonBytes document) {
        learn(document.asKnown(Project.class));
    }

    private synchronized void learn(Project project) {
        Known known = known(project.id());
        if (project.version() > known.version()) {
            put(project.id(), new Known(project.version(), names(project), known.told()));
        }
    }

    /** Learns from the feed, in its order; returns whether it had not told these members before. */
    public synchronized boolean told(JsonBytes document) {
        Project project = document.asKnown(Project.class);
        learn(project);
        name(project);
        Known known = known(project.id());
        Set<String> now = names(project);
        put(project.id(), new Known(known.version(), known.names(), now));
        return !now.equals(known.told());
    }

    /** Learns that a project is gone, and its members with it. */
    public synchronized void forget(String projectId) {
        put(projectId, new Known(DELETED, NOBODY, NOBODY));
        names.forget(projectId);
    }

    /** Returns what the projects are called, as the feed has told it so far. */
    public ProjectNames names() {
        return names;
    }

    /** Returns whether a user is a member. */
    public boolean includes(String projectId, String userId, @Nullable String email) {
        return projectsOf(userId).contains(projectId)
                || email != null && projectsOf(email.toLowerCase(Locale.ROOT)).contains(projectId);
    }

    /** Returns the projects a user is a member of. */
    public Set<String> projectsOf(String userId, @Nullable String email) {
        Set<String> found = new LinkedHashSet<>(projectsOf(userId));
        if (email != null) {
            found.addAll(projectsOf(email.toLowerCase(Locale.ROOT)));
        }
        return found;
    }

    private Set<String> projectsOf(String name) {
        return projectsByName.getOrDefault(name, NOBODY);
    }

    private void name(Project project) {
        names.learn(project.id(), project.name(), project.version());
    }

    @GuardedBy("this")
    private Known known(String projectId) {
        return projects.getOrDefault(projectId, Known.NOTHING);
    }

    @GuardedBy("this")
    private void put(String projectId, Known now) {
        Set<String> before = known(projectId).names();
        projects.put(projectId, now);
        for (String name : now.names()) {
            if (!before.contains(name)) {
                projectsByName.merge(name, Set.of(projectId), ProjectMembers::union);
            }
        }
        for (String name : before) {
            if (!now.names().contains(name)) {
                projectsByName.computeIfPresent(name, (key, ids) -> without(ids, projectId));
            }
        }
    }

    private static Set<String> names(Project project) {
        Set<String> names = new HashSet<>();
        for (String member : project.members()) {
            names.add(member.contains("@") ? member.toLowerCase(Locale.ROOT) : member);
        }
        return Set.copyOf(names);
    }

    private static Set<String> union(Set<String> some, Set<String> more) {
        Set<String> all = new HashSet<>(some);
        all.addAll(more);
        return Set.copyOf(all);
    }

    private static @Nullable Set<String> without(Set<String> ids, String projectId) {
        Set<String> left = new HashSet<>(ids);
        left.remove(projectId);
        return left.isEmpty() ? null : Set.copyOf(left);
    }
}
