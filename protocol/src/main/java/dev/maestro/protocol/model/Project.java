package dev.maestro.protocol.model;

import java.util.List;

/**
 * A project.
 *
 * @param projectId its own id, so that every document says where it belongs
 * @param workingDir the folder its terminals start in; empty when not set
 * @param members the ids of the users who may see it beside those whose token says so
 */
public record Project(
        String id,
        String projectId,
        long version,
        String name,
        String workingDir,
        String description,
        List<String> members,
        long createdAt,
        long updatedAt)
        implements Document {
    public Project {
        members = List.copyOf(members);
    }
}
