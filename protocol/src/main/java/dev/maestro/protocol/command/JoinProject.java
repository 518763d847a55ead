package dev.maestro.protocol.command;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Somebody comes into a project.
 *
 * @param projectName its name or id
 * @param userId who it is; null for whoever the socket's principal is
 */
public record JoinProject(String projectName, @Nullable String userId) {
    /** Returns who it says it is, if it does. */
    public Optional<String> user() {
        return Optional.ofNullable(userId);
    }
}
