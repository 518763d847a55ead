package dev.maestro.server.auth;

import dev.maestro.protocol.json.JsonBytes;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which projects a principal may see, at the moment it is asked: memberships come and go while tokens stay.
 *
 * <p>Implementations are thread-safe and do not block.
 */
public interface ProjectAccess {
    /** Access to every project. */
    ProjectAccess ALL = new ProjectAccess() {
        @Override
        public boolean all() {
            return true;
        }

        @Override
        public boolean includes(String projectId) {
            return true;
        }

        @Override
        public Set<String> projectIds() {
            return Set.of();
        }

        @Override
        public String toString() {
            return "ProjectAccess[all]";
        }
    };

    /** Returns whether it is every project, also those still to be made. */
    boolean all();

    /** Returns whether the project may be seen. */
    boolean includes(String projectId);

    /** Returns the projects that may be seen; empty when it is all. */
    Set<String> projectIds();

    /** Returns whether a project may be seen that is now as this document says, which may be newer than what is known. */
    default boolean includesAsOf(String projectId, JsonBytes project) {
        return includes(projectId);
    }

    /** Returns access to these projects and no others. */
    static ProjectAccess to(Set<String> projectIds) {
        return of(projectIds, Memberships.NONE, "", null);
    }

    /** Returns access to the projects a token names and those the user is a member of. */
    static ProjectAccess of(Set<String> claimed, Memberships memberships, String userId, @Nullable String email) {
        record ClaimedAndMember(
                Set<String> claimed,
                Memberships memberships,
                String userId,
                @Nullable String email) implements ProjectAccess {
            @Override
            public boolean all() {
                return false;
            }

            @Override
            public boolean includes(String projectId) {
                return claimed.contains(projectId) || memberships.includes(projectId, userId, email);
            }

            @Override
            public boolean includesAsOf(String projectId, JsonBytes project) {
                memberships.learn(project);
                return includes(projectId);
            }

            @Override
            public Set<String> projectIds() {
                Set<String> ids = new LinkedHashSet<>(claimed);
                ids.addAll(memberships.projectsOf(userId, email));
                return ids;
            }
        }
        return new ClaimedAndMember(Set.copyOf(claimed), memberships, userId, email);
    }
}
