package dev.maestro.protocol.portal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.model.BacklogChange;
import dev.maestro.protocol.model.Priority;
import dev.maestro.protocol.model.TaskStatus;
import org.jspecify.annotations.Nullable;

/** What is told of a project on {@code /project/{name}} and {@code /portal}. */
public final class ProjectNews {
    private ProjectNews() {}

    /** Of {@code state_change}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record StateChange(
            @JsonProperty("project_name") String projectName,
            @JsonProperty("old_state") String oldState,
            @JsonProperty("new_state") String newState,
            PortalTime timestamp,
            @JsonProperty("triggered_by") String triggeredBy,
            @Nullable String command,
            @Nullable String reason) {}

    /**
     * Of {@code task_update}.
     *
     * @param taskType {@code subtask} if it is part of another task, else {@code task}
     * @param progress steps done, not a percentage
     * @param agentType who works on it; {@code unassigned} if nobody does
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record TaskUpdate(
            @JsonProperty("project_name") String projectName,
            @JsonProperty("task_id") String taskId,
            @JsonProperty("task_type") String taskType,
            TaskStatus status,
            int progress,
            @JsonProperty("agent_type") String agentType,
            @JsonProperty("started_at") @Nullable PortalTime startedAt,
            @JsonProperty("completed_at") @Nullable PortalTime completedAt,
            @Nullable String error,
            @Nullable TaskMetadata metadata) {}

    /** What else there is to know of a task. */
    public record TaskMetadata(String title, Priority priority, long version) {}

    /**
     * Of {@code approval_request}.
     *
     * @param task what matters of the task as it was when the question was asked
     */
    public record ApprovalRequest(
            @JsonProperty("project_name") String projectName,
            @JsonProperty("request_id") String requestId,
            JsonNode task,
            String reason,
            @JsonProperty("created_at") PortalTime createdAt,
            @JsonProperty("retry_count") int retryCount,
            @JsonProperty("timeout_at") PortalTime timeoutAt) {}

    /** Of {@code approval_resolved}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ApprovalResolved(
            @JsonProperty("project_name") String projectName,
            @JsonProperty("request_id") String requestId,
            boolean approved,
            @JsonProperty("resolved_by") String resolvedBy,
            @JsonProperty("resolved_at") PortalTime resolvedAt,
            @Nullable String comment) {}

    /**
     * Of {@code sprint_progress}.
     *
     * @param velocity completed points a day
     */
    public record SprintProgress(
            @JsonProperty("project_name") String projectName,
            @JsonProperty("sprint_id") String sprintId,
            @JsonProperty("total_stories") int totalStories,
            @JsonProperty("completed_stories") int completedStories,
            @JsonProperty("failed_stories") int failedStories,
            @JsonProperty("in_progress_stories") int inProgressStories,
            @JsonProperty("estimated_completion") PortalTime estimatedCompletion,
            double velocity) {}

    /**
     * Of {@code backlog_updated}.
     *
     * @param story null when it is gone
     * @param oldPosition from 0; null when it had none
     * @param newPosition from 0; null when it has none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record BacklogUpdated(
            @JsonProperty("project_name") String projectName,
            @JsonProperty("change_type") BacklogChange changeType,
            @JsonProperty("story_id") String storyId,
            @Nullable JsonNode story,
            @JsonProperty("old_position") @Nullable Integer oldPosition,
            @JsonProperty("new_position") @Nullable Integer newPosition) {}
}
