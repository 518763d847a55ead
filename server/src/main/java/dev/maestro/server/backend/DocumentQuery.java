package dev.maestro.server.backend;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which documents to list, in the order in which they were created.
 *
 * @param kind of this kind
 * @param projectIds of any of these projects; null for all there are
 * @param tags having all of these tags; empty for any
 * @param after only those that follow the one this cursor names; null from the first
 * @param limit at most so many, 1 to 1000
 * @param newestFirst whether the last created come first
 */
public record DocumentQuery(
        DocumentKind kind,
        @Nullable Set<String> projectIds,
        Set<String> tags,
        @Nullable String after,
        int limit,
        boolean newestFirst) {
    /** The most documents one page holds. */
    public static final int MAX_LIMIT = 1000;

    public DocumentQuery {
        projectIds = projectIds == null ? null : Set.copyOf(projectIds);
        tags = Set.copyOf(tags);
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit is " + limit + ", 1 to " + MAX_LIMIT);
        }
    }

    /** A list of the oldest first. */
    public DocumentQuery(
            DocumentKind kind, @Nullable Set<String> projectIds, Set<String> tags, @Nullable String after, int limit) {
        this(kind, projectIds, tags, after, limit, false);
    }

    /** Returns the projects to list, unless it is all there are. */
    public Optional<Set<String>> projects() {
        return Optional.ofNullable(projectIds);
    }

    /** Returns the cursor to go on from, if any. */
    public Optional<String> cursor() {
        return Optional.ofNullable(after);
    }
}
