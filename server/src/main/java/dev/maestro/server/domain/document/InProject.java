package dev.maestro.server.domain.document;

import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.model.Document;
import dev.maestro.protocol.model.Project;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.StoredDocument;
import dev.maestro.server.domain.Caller;
import dev.maestro.server.domain.Draft;
import dev.maestro.server.domain.Held;
import dev.maestro.server.domain.Reads;
import dev.maestro.server.domain.Shelf;

/** Documents that are asked for as those of a project: of another they are not there. */
public final class InProject {
    private InProject() {}

    /**
     * Reads the project that something is to be made in or told of; it must still be there when that is stored.
     *
     * @throws HubException {@code not_found} if it does not exist or the caller may not see it
     */
    public static Held<Project> enter(Draft draft, Caller caller, String projectId) {
        Held<Project> project = draft.need(Shelves.PROJECTS, projectId, caller);
        draft.requireExists(Shelves.PROJECTS, projectId);
        return project;
    }

    /**
     * Reads a document of a project to change it; the project must still be there when that is stored.
     *
     * @throws HubException {@code not_found} if it does not exist there or the caller may not see it
     */
    public static <T extends Document> Held<T> need(
            Draft draft, Caller caller, Shelf<T> shelf, String projectId, String id) {
        Held<T> held = draft.need(shelf, id, caller);
        if (!isOf(draft.backend(), held.stored(), projectId)) {
            throw Draft.missing(shelf, id);
        }
        draft.requireExists(Shelves.PROJECTS, projectId);
        return held;
    }

    /**
     * Reads a document of a project, as JSON.
     *
     * @throws HubException {@code not_found} if it does not exist there or the caller may not see it
     */
    public static StoredDocument get(Reads reads, Caller caller, Shelf<?> shelf, String projectId, String id) {
        StoredDocument stored = reads.get(caller, shelf, id);
        if (!isOf(reads.backend(), stored, projectId)) {
            throw Draft.missing(shelf, id);
        }
        return stored;
    }

    // What a project had can be there a while longer than the project.
    private static boolean isOf(Backend backend, StoredDocument stored, String projectId) {
        return stored.projectId().equals(projectId)
                && backend.find(Shelves.PROJECTS.key(projectId)).isPresent();
    }
}
