package dev.maestro.server.auth.token;

import dev.maestro.server.auth.Permission;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A token to be made.
 *
 * @param subject the user's id, at most 200 characters
 * @param email the user's e-mail address; null for none
 * @param allProjects whether every project may be seen
 * @param projects the projects that may be seen, where not all; memberships come on top
 * @param permissions what else may be done; null for what is usual
 * @param lifetime how long it holds, 1 minute to 366 days
 */
public record TokenRequest(
        String subject,
        @Nullable String email,
        boolean allProjects,
        Set<String> projects,
        @Nullable Set<Permission> permissions,
        Duration lifetime) {
    private static final Duration MIN_LIFETIME = Duration.ofMinutes(1);
    private static final Duration MAX_LIFETIME = Duration.ofDays(366);

    /** Refuses what could not be verified; the message is for whoever asks for the token. */
    public TokenRequest {
        projects = Set.copyOf(projects);
        permissions = permissions == null ? null : Set.copyOf(permissions);
        require(
                Subject.mayBe(subject),
                "a subject must not be blank, have control characters, or over " + Subject.MAX_LENGTH + " characters");
        require(email == null || email.contains("@"), "an e-mail address must have an @");
        require(!allProjects || projects.isEmpty(), "it is either all projects or some");
        require(projects.stream().noneMatch(String::isBlank), "a project's id must not be blank");
        require(
                lifetime.compareTo(MIN_LIFETIME) >= 0 && lifetime.compareTo(MAX_LIFETIME) <= 0,
                "a lifetime must be 1m to " + MAX_LIFETIME.toDays() + "d");
    }

    /** Returns a token for whoever runs the hub: every project, every permission. */
    public static TokenRequest owner(Duration lifetime) {
        return new TokenRequest("owner", null, true, Set.of(), Permission.ALL, lifetime);
    }

    Optional<String> address() {
        return Optional.ofNullable(email);
    }

    Optional<Set<Permission>> chosenPermissions() {
        return Optional.ofNullable(permissions);
    }

    private static void require(boolean claim, String rule) {
        if (!claim) {
            throw new IllegalArgumentException(rule);
        }
    }
}
