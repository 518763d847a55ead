package dev.maestro.server.auth;

import java.util.Set;

/**
 * Which projects a principal may see.
 *
 * @param all whether it may see every project, also those still to be made
 * @param projectIds the projects it may see when not all
 */
public record ProjectAccess(boolean all, Set<String> projectIds) {
    /** Access to every project. */
    public static final ProjectAccess ALL = new ProjectAccess(true, Set.of());

    public ProjectAccess {
        projectIds = Set.copyOf(projectIds);
    }

    /** Returns access to these projects and no others. */
    public static ProjectAccess to(Set<String> projectIds) {
        return new ProjectAccess(false, projectIds);
    }

    /** Returns whether the project may be seen. */
    public boolean includes(String projectId) {
        return all || projectIds.contains(projectId);
    }
}
