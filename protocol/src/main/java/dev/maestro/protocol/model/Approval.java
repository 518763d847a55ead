package dev.maestro.protocol.model;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A question whether a task may go on, for a person to answer in time.
 *
 * @param task what matters of the task as it was when the question was asked: its fields that are neither lists nor objects,
 *     without {@code initialPrompt}; texts of more than 2000 characters are cut there, and end in "…"
 * @param requestedBy who asked
 * @param retryCount how many earlier questions about the task were not approved
 * @param timeoutAt when it counts as refused if nobody has answered
 * @param resolvedBy who answered, {@value #TIMEOUT} if nobody did in time; null while it is open
 * @param comment what was said with the answer; null when nothing was
 */
public record Approval(
        String id,
        String projectId,
        long version,
        String taskId,
        JsonNode task,
        String reason,
        String requestedBy,
        ApprovalStatus status,
        int retryCount,
        long timeoutAt,
        @Nullable String resolvedBy,
        @Nullable Long resolvedAt,
        @Nullable String comment,
        long createdAt,
        long updatedAt)
        implements Document {
    /** Who resolves what nobody answers in time. */
    public static final String TIMEOUT = "timeout";
}
