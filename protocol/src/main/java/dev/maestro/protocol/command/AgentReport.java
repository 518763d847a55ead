package dev.maestro.protocol.command;

import org.jspecify.annotations.Nullable;

/**
 * What an agent says of its session: {@code {type, message?, taskId?}}.
 *
 * @param message empty when there is none
 * @param taskId the task it is about; null when it does not say
 */
public record AgentReport(
        Type type, String message, @Nullable String taskId) {
    /** What a report can be about; its word on the wire is its lower-case name. */
    public enum Type {
        PROGRESS,
        NEEDS_INPUT,
        COMPLETED,
        FAILED,
        BLOCKED
    }
}
