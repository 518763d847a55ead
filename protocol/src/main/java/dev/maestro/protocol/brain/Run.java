package dev.maestro.protocol.brain;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * The data of {@code run_update}, {@code run_complete} and {@code run_failed}: how a task's run stands. Every field is
 * written, null or not; times are ISO-8601.
 *
 * @param id the task's id
 * @param progress steps done
 * @param taskId the task's id again
 * @param agent who works on it; null when nobody said
 * @param startedAt when it was first in progress; null before
 * @param completedAt when it was done; null before, and when it failed
 * @param error what went wrong last; null when nothing did
 */
public record Run(
        String id,
        RunStatus status,
        int progress,
        @JsonProperty("task_id") String taskId,
        @Nullable String agent,
        @JsonProperty("started_at") @Nullable String startedAt,
        @JsonProperty("completed_at") @Nullable String completedAt,
        @Nullable String error) {}
