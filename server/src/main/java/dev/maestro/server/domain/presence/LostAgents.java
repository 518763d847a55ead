package dev.maestro.server.domain.presence;

import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.DocumentPage;
import dev.maestro.server.backend.DocumentQuery;
import dev.maestro.server.backend.StoredDocument;
import dev.maestro.server.domain.document.Presence;
import dev.maestro.server.domain.document.Shelves;
import dev.maestro.server.domain.document.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds agents whose deadlines are over, whichever node had them.
 *
 * <p>Those that were seen to go are looked for each time; those whose node died without a word, a few times a grace.
 *
 * <p>Threads: confined to one thread; blocks on the store.
 */
final class LostAgents {
    private final Backend backend;
    private final long allEveryMillis;
    // Touched by that one thread.
    private long allAt;

    LostAgents(Backend backend, PresencePolicy policy) {
        this.backend = backend;
        this.allEveryMillis = policy.renewEvery().toMillis();
    }

    /**
     * Returns the sessions of agents that are overdue.
     *
     * @param thorough whether those whose node died may be looked for; if not, at least it shows whether the store is there
     */
    List<String> overdue(long now, boolean thorough) {
        boolean all = thorough && now >= allAt;
        List<String> overdue = find(all ? Set.of() : Set.of(Tags.GONE), now);
        if (all) {
            allAt = now + allEveryMillis;
        }
        return overdue;
    }

    private List<String> find(Set<String> tags, long now) {
        List<String> overdue = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            DocumentPage page = backend.list(
                    new DocumentQuery(Shelves.PRESENCES.kind(), null, tags, cursor, DocumentQuery.MAX_LIMIT));
            for (StoredDocument stored : page.documents()) {
                if (stored.body().asKnown(Presence.class).deadline() <= now) {
                    overdue.add(stored.key().id());
                }
            }
            cursor = page.next();
        } while (cursor != null);
        return overdue;
    }
}
