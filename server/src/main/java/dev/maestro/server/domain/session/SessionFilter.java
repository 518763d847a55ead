package dev.maestro.server.domain.session;

import dev.maestro.protocol.model.SessionStatus;
import dev.maestro.server.domain.document.Tags;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which sessions are wanted.
 *
 * @param projectId of this project; null for every project the caller may see
 * @param status in this status; null for any
 */
public record SessionFilter(
        @Nullable String projectId, @Nullable SessionStatus status) {
    Set<String> tags() {
        return status == null ? Set.of() : Set.of(Tags.status(status.wire()));
    }
}
