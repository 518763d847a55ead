package dev.maestro.server.domain.project;

import dev.maestro.protocol.model.Document;
import dev.maestro.server.backend.Condition;
import dev.maestro.server.backend.DocumentKind;
import dev.maestro.server.backend.ProjectSnapshot;
import dev.maestro.server.domain.Draft;
import dev.maestro.server.domain.Held;
import dev.maestro.server.domain.Shelf;
import dev.maestro.server.domain.document.Deletions;
import dev.maestro.server.domain.document.RemovedProject;
import dev.maestro.server.domain.document.Shelves;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Empties a project of everything whose end is told: what is inside goes first, the project's own news comes last. Whoever
 * hears that knows that the rest is gone, too; {@link ProjectRemains} removes it.
 */
final class ProjectDeletion {
    private static final Set<DocumentKind> TOLD_OF = EnumSet.of(
            DocumentKind.MAIL,
            DocumentKind.MODAL,
            DocumentKind.TASK,
            DocumentKind.SESSION,
            DocumentKind.PRESENCE,
            DocumentKind.TEAM_MEMBER,
            DocumentKind.PROJECT);

    private ProjectDeletion() {}

    static void of(Draft draft, String projectId) {
        ProjectSnapshot snapshot = draft.backend().snapshot(projectId, TOLD_OF);
        // Whatever is made in the project after the snapshot must not be left behind.
        draft.require(new Condition.ProjectUnchanged(projectId, snapshot.offset()));
        each(draft, snapshot, Shelves.MAIL, Deletions::mail);
        each(draft, snapshot, Shelves.MODALS, Deletions::modal);
        each(draft, snapshot, Shelves.TASKS, Deletions::task);
        each(draft, snapshot, Shelves.SESSIONS, Deletions::session);
        each(draft, snapshot, Shelves.PRESENCES, Deletions::presence);
        each(draft, snapshot, Shelves.TEAM_MEMBERS, Deletions::teamMember);
        each(draft, snapshot, Shelves.PROJECTS, Deletions::project);
        RemovedProject removed = new RemovedProject(projectId, projectId, 1, draft.now());
        draft.create(Shelves.REMOVED_PROJECTS, removed, Set.of());
    }

    private static <T extends Document> void each(
            Draft draft, ProjectSnapshot snapshot, Shelf<T> shelf, BiConsumer<Draft, Held<T>> deletion) {
        snapshot.ofKind(shelf.kind()).forEach(stored -> deletion.accept(draft, Held.of(shelf, stored)));
    }
}
