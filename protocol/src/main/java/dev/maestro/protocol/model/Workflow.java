package dev.maestro.protocol.model;

import org.jspecify.annotations.Nullable;

/**
 * The state of a project's workflow; its id is the project's.
 *
 * @param version 0 while nobody has set a state
 * @param state any word; {@value #START} while nobody has set one
 * @param changedBy who set it; null while nobody has
 * @param command the chat command that set it; null when none did
 * @param reason why, in the words of whoever set it; null when they said nothing
 */
public record Workflow(
        String id,
        String projectId,
        long version,
        String state,
        @Nullable String changedBy,
        @Nullable String command,
        @Nullable String reason,
        long createdAt,
        long updatedAt)
        implements Document {
    /** The state of a project whose workflow nobody has touched. */
    public static final String START = "idle";
}
