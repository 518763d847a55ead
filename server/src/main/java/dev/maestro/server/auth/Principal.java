package dev.maestro.server.auth;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end.
 *
 * @param kind how it is known
 * @param id its id within the kind: {@code local}, a token's subject, or an agent's session
 * @param email the e-mail address its token vouches for; null when it names none
 * @param access the projects it may see, as of whenever it is asked
 * @param permissions what else it may do
 * @param expiresAt when its token ends; null when it does not
 */
public record Principal(
        Kind kind,
        String id,
        @Nullable String email,
        ProjectAccess access,
        Set<Permission> permissions,
        @Nullable Instant expiresAt) {
    /** The person at this machine, who may see and do everything. */
    public static final Principal LOCAL =
            new Principal(Kind.LOCAL, "local", null, ProjectAccess.ALL, Permission.ALL, null);

    public Principal {
        permissions = Set.copyOf(permissions);
    }

    /** Returns the agent of a session, which may see the project it works in. */
    public static Principal agent(String sessionId, String projectId) {
        return new Principal(
                Kind.AGENT, sessionId, null, ProjectAccess.to(Set.of(projectId)), Permission.usual(), null);
    }

    /** How a principal is known. */
    public enum Kind {
        /** By coming from this very machine. */
        LOCAL,
        /** By a token. */
        USER,
        /** By the token of the session it works in. */
        AGENT
    }

    /** Returns the one name of this principal: two of different kinds may have the same id. */
    public String key() {
        return kind.name().toLowerCase(Locale.ROOT) + ":" + id;
    }

    /** Returns whether the project may be seen. */
    public boolean maySee(String projectId) {
        return access.includes(projectId);
    }

    /** Returns whether it has the permission. */
    public boolean may(Permission permission) {
        return permissions.contains(permission);
    }

    /** Returns when its token ends, if it does. */
    public Optional<Instant> end() {
        return Optional.ofNullable(expiresAt);
    }
}
