package dev.maestro.protocol.command;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A session that is to be made and offered to the desktops.
 *
 * @param projectId empty when it was not said
 * @param name null for the usual one
 * @param spawnedBy who asks for it, usually a session; null when nobody said
 * @param spawnReason a sentence; null when nobody said
 * @param agentId null when nobody said
 * @param env variables beside those that every agent has
 */
public record SpawnSession(
        String projectId,
        List<String> taskIds,
        List<String> skills,
        @Nullable String name,
        @Nullable String spawnedBy,
        @Nullable String spawnReason,
        @Nullable String agentId,
        Map<String, String> env) {
    public SpawnSession {
        taskIds = List.copyOf(taskIds);
        skills = List.copyOf(skills);
        // Map.copyOf would shuffle the order that clients see.
        env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
    }

    /** Returns the same session, in a project. */
    public SpawnSession in(String project) {
        return new SpawnSession(project, taskIds, skills, name, spawnedBy, spawnReason, agentId, env);
    }

    /** Shows nothing of the environment. */
    @Override
    public String toString() {
        return "SpawnSession[projectId=" + projectId + "]";
    }
}
