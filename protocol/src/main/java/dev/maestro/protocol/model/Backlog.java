package dev.maestro.protocol.model;

import java.util.List;

/**
 * The order of a project's stories; its id is the project's.
 *
 * @param storyIds all of them, first the one to be done first
 */
public record Backlog(String id, String projectId, long version, List<String> storyIds, long createdAt, long updatedAt)
        implements Document {
    public Backlog {
        storyIds = List.copyOf(storyIds);
    }
}
