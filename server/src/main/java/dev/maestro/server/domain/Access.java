package dev.maestro.server.domain;

import dev.maestro.protocol.json.JsonBytes;
import java.util.Set;

/** Tells which projects a caller may see, at the moment it is asked. Implementations are thread-safe and do not block. */
public interface Access {
    /** Every project. */
    Access ALL = new Access() {
        @Override
        public boolean all() {
            return true;
        }

        @Override
        public boolean sees(String projectId) {
            return true;
        }

        @Override
        public Set<String> projectIds() {
            return Set.of();
        }
    };

    /** Returns whether it is every project. */
    boolean all();

    /** Returns whether the project may be seen. */
    boolean sees(String projectId);

    /** Returns the projects that may be seen; empty when it is all. */
    Set<String> projectIds();

    /**
     * Returns whether a project may be seen that is now as this document says: it may be newer than what is known of it.
     */
    default boolean seesAsOf(String projectId, JsonBytes project) {
        return sees(projectId);
    }

    /** Returns access to these projects and no others. */
    static Access to(Set<String> projectIds) {
        record Some(Set<String> projectIds) implements Access {
            @Override
            public boolean all() {
                return false;
            }

            @Override
            public boolean sees(String projectId) {
                return projectIds.contains(projectId);
            }
        }
        return new Some(Set.copyOf(projectIds));
    }
}
