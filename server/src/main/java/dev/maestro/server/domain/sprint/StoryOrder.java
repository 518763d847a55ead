package dev.maestro.server.domain.sprint;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.Backlog;
import dev.maestro.server.backend.StoredDocument;
import dev.maestro.server.domain.Draft;
import dev.maestro.server.domain.Held;
import dev.maestro.server.domain.document.Shelves;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The order of a project's stories as a draft found it. Whoever changes it meets all others who do: that of two commits one
 * is made anew.
 */
record StoryOrder(Held<Backlog> held) {
    /** The most stories a project has. */
    static final int MOST = 1000;

    /** Reads the order; of a project that never had a story it is empty, and at version 0. */
    static StoryOrder of(Draft draft, String projectId) {
        return new StoryOrder(draft.find(Shelves.BACKLOGS, projectId).orElseGet(() -> {
            Backlog none = new Backlog(projectId, projectId, 0, List.of(), draft.now(), draft.now());
            return Held.of(
                    Shelves.BACKLOGS,
                    new StoredDocument(Shelves.BACKLOGS.key(projectId), projectId, 0, Set.of(), JsonBytes.of(none)));
        }));
    }

    /** Returns the ids of all stories, first the one to be done first. */
    List<String> ids() {
        return held.document().storyIds();
    }

    /** Stores the order with a story added. */
    void add(Draft draft, String storyId, int position) {
        List<String> ids = new ArrayList<>(ids());
        ids.add(position, storyId);
        store(draft, ids);
    }

    /** Stores the order without a story. */
    void remove(Draft draft, String storyId) {
        List<String> ids = new ArrayList<>(ids());
        ids.remove(storyId);
        store(draft, ids);
    }

    /** Stores the order with a story at another place. */
    void move(Draft draft, String storyId, int position) {
        List<String> ids = new ArrayList<>(ids());
        ids.remove(storyId);
        ids.add(position, storyId);
        store(draft, ids);
    }

    /** Stores the order as it is: nobody else who does so, or changes it, can decide at the same moment. */
    void touch(Draft draft) {
        store(draft, ids());
    }

    private void store(Draft draft, List<String> ids) {
        Backlog before = held.document();
        draft.update(
                held,
                new Backlog(before.id(), before.projectId(), held.nextVersion(), ids, before.createdAt(), draft.now()),
                Set.of());
    }
}
