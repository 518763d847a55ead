package dev.maestro.protocol.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A piece of work.
 *
 * @param parentId the task it is part of; null at the top
 * @param sessionIds the sessions that work on it, each once; the other side of their {@code taskIds}
 * @param sessionCount how many {@code sessionIds} there are
 * @param dependencies the tasks that come first; they never form a cycle
 * @param timeline what happened to it, oldest first; the oldest are forgotten when it grows long
 * @param progress steps done, not a percentage
 * @param agent the agent at work, as it names itself; null when nobody said
 * @param error what went wrong, in words; null when nothing did
 * @param claimedBy the session that has claimed it; null when it is free
 * @param startedAt when it was first in progress; null before
 * @param completedAt when it was completed, failed or cancelled; null while it is open
 */
public record Task(
        String id,
        String projectId,
        long version,
        @Nullable String parentId,
        String title,
        String description,
        TaskStatus status,
        Priority priority,
        List<String> sessionIds,
        int sessionCount,
        List<String> skillIds,
        List<String> agentIds,
        List<String> dependencies,
        List<Subtask> subtasks,
        List<TimelineEntry> timeline,
        int progress,
        @Nullable String agent,
        @Nullable String error,
        @Nullable String claimedBy,
        String initialPrompt,
        long createdAt,
        long updatedAt,
        @Nullable Long startedAt,
        @Nullable Long completedAt)
        implements Document {
    public Task {
        sessionIds = List.copyOf(sessionIds);
        skillIds = List.copyOf(skillIds);
        agentIds = List.copyOf(agentIds);
        dependencies = List.copyOf(dependencies);
        subtasks = List.copyOf(subtasks);
        timeline = List.copyOf(timeline);
    }

    /** Returns an editor that starts from this task. */
    public TaskEditor edit() {
        return new TaskEditor(this);
    }
}
