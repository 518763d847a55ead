package dev.maestro.protocol.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a session exists and what it can do.
 *
 * @param spawnedBy who asked for it, usually another session's id; null when nobody said
 * @param spawnReason a sentence; null when nobody said
 */
public record SessionMetadata(
        List<String> skills,
        @Nullable String spawnedBy,
        @Nullable String spawnReason) {
    /** Of a session nobody said anything about. */
    public static final SessionMetadata NONE = new SessionMetadata(List.of(), null, null);

    public SessionMetadata {
        skills = List.copyOf(skills);
    }
}
