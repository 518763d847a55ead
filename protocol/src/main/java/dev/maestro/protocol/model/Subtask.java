package dev.maestro.protocol.model;

import org.jspecify.annotations.Nullable;

/**
 * One step of a task, kept inside the task's document.
 *
 * @param order its place among the task's subtasks, from 0; places may repeat and have holes
 * @param completedAt when it was last ticked off; null while it is open
 */
public record Subtask(
        String id,
        String taskId,
        String title,
        String description,
        boolean completed,
        int order,
        long createdAt,
        long updatedAt,
        @Nullable Long completedAt) {}
