package dev.maestro.server.auth;

import dev.maestro.protocol.json.JsonBytes;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is a member of which project, as of now; a project's {@code members} name users by id or by e-mail address.
 *
 * <p>Implementations are thread-safe and do not block.
 */
public interface Memberships {
    /** Nobody is a member of anything. */
    Memberships NONE = new Memberships() {
        @Override
        public boolean includes(String projectId, String userId, @Nullable String email) {
            return false;
        }

        @Override
        public Set<String> projectsOf(String userId, @Nullable String email) {
            return Set.of();
        }
    };

    /** Returns whether the user is a member of the project. */
    boolean includes(String projectId, String userId, @Nullable String email);

    /** Returns the projects the user is a member of. */
    Set<String> projectsOf(String userId, @Nullable String email);

    /** Learns the members of a project from its document, which may be newer than what is known of it. */
    default void learn(JsonBytes project) {}
}
