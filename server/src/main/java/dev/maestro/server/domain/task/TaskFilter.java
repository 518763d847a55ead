package dev.maestro.server.domain.task;

import dev.maestro.protocol.model.TaskStatus;
import dev.maestro.server.domain.document.Tags;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks are wanted.
 *
 * @param projectId of this project; null for every project the caller may see
 * @param status in this status; null for any
 * @param sessionId worked on by this session; null for any
 */
public record TaskFilter(
        @Nullable String projectId,
        @Nullable TaskStatus status,
        @Nullable String sessionId) {
    Set<String> tags() {
        Set<String> tags = new HashSet<>();
        if (status != null) {
            tags.add(Tags.status(status.wire()));
        }
        if (sessionId != null) {
            tags.add(Tags.session(sessionId));
        }
        return tags;
    }
}
