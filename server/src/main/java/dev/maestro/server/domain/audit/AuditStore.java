package dev.maestro.server.domain.audit;

import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.AuditEntry;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.Change;
import dev.maestro.server.backend.Commit;
import dev.maestro.server.backend.CommitResult;
import dev.maestro.server.backend.NewEvent;
import dev.maestro.server.backend.StoredDocument;
import dev.maestro.server.domain.Commits;
import dev.maestro.server.domain.document.Shelves;
import dev.maestro.server.domain.document.Tags;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Stores entries with their news, and removes them without. Blocks. Threads: thread-safe. */
final class AuditStore {
    private final Backend backend;

    AuditStore(Backend backend) {
        this.backend = backend;
    }

    /**
     * Stores new entries, all or none; a repetition of what may have been stored is harmless.
     *
     * @throws BackendUnavailableException if the store is away
     */
    void add(List<Kept> entries) {
        Commit.Builder commit = Commit.builder();
        for (Kept kept : entries) {
            AuditEntry entry = kept.entry();
            JsonBytes body = JsonBytes.of(entry);
            commit.change(new Change.Put(
                    Shelves.AUDIT.key(entry.id()),
                    AuditEntry.HUB,
                    0,
                    Shelves.AUDIT.tags().of(entry, Set.of(tag(kept.retention()))),
                    body));
            commit.event(new NewEvent(EventName.USER_ACTION, AuditEntry.HUB, List.of(), body));
        }
        // A conflict says that they are there: it is stored, only the word of it was lost.
        CommitResult unused = Commits.store(backend, commit.build());
    }

    /**
     * Removes entries, all or none.
     *
     * @return whether they were removed; not if another node has removed one of them
     * @throws BackendUnavailableException if the store is away
     */
    boolean remove(List<StoredDocument> entries) {
        Commit.Builder commit = Commit.builder();
        entries.forEach(entry -> commit.change(new Change.Delete(entry.key(), entry.version())));
        return Commits.store(backend, commit.build()).type() == CommitResult.Type.COMMITTED;
    }

    /** Returns the tag of all that is kept in this way. */
    static String tag(Retention retention) {
        return Tags.retention(retention.name().toLowerCase(Locale.ROOT));
    }
}
