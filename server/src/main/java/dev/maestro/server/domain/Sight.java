package dev.maestro.server.domain;

import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.DocumentKey;
import dev.maestro.server.backend.DocumentKind;
import dev.maestro.server.backend.StoredDocument;

/**
 * Whether a caller may see a project, also if what it was given on another node a moment ago has not come to this one with
 * the news yet: before it is refused, the project itself is looked at. Blocks on the store, when it would refuse.
 */
public final class Sight {
    private Sight() {}

    /** Returns whether the caller may see the project. */
    public static boolean of(Backend backend, Caller caller, String projectId) {
        return caller.sees(projectId)
                || caller.agent().isEmpty()
                        && backend.find(DocumentKey.of(DocumentKind.PROJECT, projectId))
                                .map(StoredDocument::body)
                                .filter(project -> caller.access().seesAsOf(projectId, project))
                                .isPresent();
    }
}
