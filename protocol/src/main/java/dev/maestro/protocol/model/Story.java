package dev.maestro.protocol.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something a project's backlog asks for.
 *
 * @param points how large it is; null when nobody said
 * @param sprintId the sprint it is to be done in; null when none
 * @param taskIds the tasks that bring it about, each once
 * @param completedAt when it was completed or failed; null while it is open
 */
public record Story(
        String id,
        String projectId,
        long version,
        String title,
        String description,
        StoryStatus status,
        Priority priority,
        @Nullable Integer points,
        @Nullable String sprintId,
        List<String> taskIds,
        long createdAt,
        long updatedAt,
        @Nullable Long completedAt)
        implements Document {
    public Story {
        taskIds = List.copyOf(taskIds);
    }
}
