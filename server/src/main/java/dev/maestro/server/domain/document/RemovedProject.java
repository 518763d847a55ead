package dev.maestro.server.domain.document;

import dev.maestro.protocol.model.Document;

/**
 * That a project is gone, but not yet all that it had. No client sees it, and no event tells of it.
 *
 * <p>It is made in the commit that removes the project, and removed with the last of what is left.
 *
 * @param id the project's
 * @param removedAt when the project was removed, epoch milliseconds
 */
public record RemovedProject(String id, String projectId, long version, long removedAt) implements Document {}
