package dev.maestro.protocol.model;

import org.jspecify.annotations.Nullable;

/**
 * A page a session shows to whoever watches it.
 *
 * @param filePath the file it was made from; null when there is none
 */
public record Modal(
        String id,
        String projectId,
        long version,
        String sessionId,
        String title,
        String html,
        @Nullable String filePath,
        long createdAt,
        long updatedAt)
        implements Document {}
