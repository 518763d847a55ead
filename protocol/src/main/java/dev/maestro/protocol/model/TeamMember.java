package dev.maestro.protocol.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A role on a project's team that sessions can be spawned for.
 *
 * @param agentId the agent that plays it; null when none is chosen
 * @param archived whether it is put away: still readable, no longer offered
 */
public record TeamMember(
        String id,
        String projectId,
        long version,
        String name,
        String role,
        String description,
        @Nullable String agentId,
        List<String> skillIds,
        boolean archived,
        long createdAt,
        long updatedAt)
        implements Document {
    public TeamMember {
        skillIds = List.copyOf(skillIds);
    }
}
