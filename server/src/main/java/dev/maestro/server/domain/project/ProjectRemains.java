package dev.maestro.server.domain.project;

import dev.maestro.protocol.error.HubException;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.DocumentPage;
import dev.maestro.server.backend.DocumentQuery;
import dev.maestro.server.backend.StoredDocument;
import dev.maestro.server.domain.Commits;
import dev.maestro.server.domain.Draft;
import dev.maestro.server.domain.Held;
import dev.maestro.server.domain.Shelf;
import dev.maestro.server.domain.document.RemovedProject;
import dev.maestro.server.domain.document.Shelves;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what is left of projects that are gone: chats, backlogs and the like, of which there can be so much that the store
 * would do nothing else for long if it all went in one commit. It goes in many small ones, others' commits between them.
 *
 * <p>What is left of which project is in the store: any node may look, at any time, and after a restart; that several do it
 * at once does no harm. Nothing comes to it, since whatever is made in a project needs the project. Nobody can read it.
 *
 * <p>Threads: thread-safe; blocks on the store. Memory: of {@value #BATCH} documents.
 */
public final class ProjectRemains {
    /** How many documents one commit removes at most, beside the one that says of which project they are. */
    static final int BATCH = 200;

    /** How many commits whoever deletes a project waits for. */
    static final int BATCHES_AT_ONCE = 10;

    // A look must not keep what else is due waiting for long.
    private static final int BATCHES_A_LOOK = 20;
    private static final int PROJECTS_A_LOOK = 20;

    private static final List<Shelf<?>> LEFT = List.of(
            Shelves.MESSAGES,
            Shelves.THREADS,
            Shelves.STORIES,
            Shelves.SPRINTS,
            Shelves.APPROVALS,
            Shelves.BACKLOGS,
            Shelves.WORKFLOWS);

    private static final Logger LOG = LoggerFactory.getLogger(ProjectRemains.class);

    private final Commits commits;

    public ProjectRemains(Commits commits) {
        this.commits = commits;
    }

    /** Removes what is left of a project that was just deleted, as far as that is quick and the store is there. */
    void removeSoon(String projectId) {
        try {
            removeOf(projectId, BATCHES_AT_ONCE);
        } catch (BackendUnavailableException | HubException e) {
            LOG.atInfo()
                    .addKeyValue("project", projectId)
                    .addKeyValue("reason", e.getMessage())
                    .log("what is left of a project goes later");
        }
    }

    /**
     * Removes some of what is left of projects; called every few seconds. Costs one indexed read when nothing is.
     *
     * @return how many projects nothing is left of now
     * @throws BackendUnavailableException if the store is away; what is left stays
     */
    public int removeSome() {
        DocumentPage projects = commits.backend()
                .list(new DocumentQuery(Shelves.REMOVED_PROJECTS.kind(), null, Set.of(), null, PROJECTS_A_LOOK));
        int batches = BATCHES_A_LOOK;
        int done = 0;
        for (StoredDocument project : projects.documents()) {
            batches -= removeOf(project.projectId(), batches);
            if (batches == 0) {
                break;
            }
            done++;
        }
        return done;
    }

    /** Returns how many commits it took; as many as it may if something may be left. */
    private int removeOf(String projectId, int most) {
        int used = 0;
        boolean done = false;
        while (!done && used < most) {
            done = commits.decide(draft -> removeBatch(draft, projectId));
            used++;
        }
        return used;
    }

    /** Returns whether nothing is left then. */
    private static boolean removeBatch(Draft draft, String projectId) {
        Optional<Held<RemovedProject>> removed = draft.find(Shelves.REMOVED_PROJECTS, projectId);
        if (removed.isEmpty()) {
            return true;
        }
        int room = BATCH;
        for (Shelf<?> shelf : LEFT) {
            if (room == 0) {
                return false;
            }
            DocumentPage page =
                    draft.backend().list(new DocumentQuery(shelf.kind(), Set.of(projectId), Set.of(), null, room));
            page.documents().forEach(draft::delete);
            if (page.nextCursor().isPresent()) {
                return false;
            }
            room -= page.documents().size();
        }
        draft.delete(removed.get());
        return true;
    }
}
