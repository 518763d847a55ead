package dev.maestro.server.domain.audit;

import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.DocumentKind;
import dev.maestro.server.backend.DocumentQuery;
import dev.maestro.server.backend.StoredDocument;
import dev.maestro.server.domain.Held;
import dev.maestro.server.domain.document.Shelves;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Removes the oldest entries: those that are too old once an hour, and those that are too many, as they come, so that there
 * are never many more. What is too many is counted of each {@link Retention} apart. Several nodes may do so at the same time.
 *
 * <p>Threads: confined to one; blocks.
 */
final class AuditUpkeep {
    private static final int MOST_AT_ONCE = 200;
    private static final int MOST_BETWEEN_LOOKS = 1_000;
    private static final Duration HOUR = Duration.ofHours(1);

    private final Backend backend;
    private final AuditStore store;
    private final Duration keep;
    private final int mostEntries;
    private final Clock clock;
    private int addedSinceLook;
    private long nextLook;

    AuditUpkeep(Backend backend, Duration keep, int mostEntries, Clock clock) {
        this.backend = backend;
        this.store = new AuditStore(backend);
        this.keep = keep;
        this.mostEntries = mostEntries;
        this.clock = clock;
        this.nextLook = clock.millis();
    }

    /** Counts what was stored. */
    void added(int count) {
        addedSinceLook += count;
    }

    /** Returns how long it is until the next look at the latest. */
    Duration pause() {
        return Duration.ofMillis(Math.max(0, Math.min(nextLook - clock.millis(), HOUR.toMillis())));
    }

    /**
     * Removes what is to go, if it is time to look.
     *
     * @throws dev.maestro.server.backend.BackendUnavailableException if the store is away; it is tried again in an hour, or
     *     when more has come
     */
    void look() {
        boolean manyCame = addedSinceLook >= Math.min(MOST_BETWEEN_LOOKS, Math.max(1, mostEntries / 10));
        if (!manyCame && clock.millis() < nextLook) {
            return;
        }
        addedSinceLook = 0;
        nextLook = clock.millis() + HOUR.toMillis();
        removeTooOld();
        for (Retention retention : Retention.values()) {
            removeTooMany(AuditStore.tag(retention));
        }
    }

    private void removeTooOld() {
        long eldest = clock.millis() - keep.toMillis();
        boolean more = true;
        while (more) {
            List<StoredDocument> old = oldest(Set.of()).stream()
                    .filter(entry -> Held.of(Shelves.AUDIT, entry).document().timestamp() < eldest)
                    .toList();
            more = !old.isEmpty() && store.remove(old) && old.size() == MOST_AT_ONCE;
        }
    }

    private void removeTooMany(String tag) {
        boolean more = true;
        while (more) {
            // Listed first and counted then: if another node removes any after the list, the first of it are among
            // them, and
            // this removal is refused. That node goes on; this one need not.
            List<StoredDocument> first = oldest(Set.of(tag));
            long over = backend.count(DocumentKind.AUDIT_ENTRY, tag) - mostEntries;
            more = over > 0 && store.remove(first.subList(0, (int) Math.min(over, first.size())));
        }
    }

    private List<StoredDocument> oldest(Set<String> tags) {
        return backend.list(new DocumentQuery(DocumentKind.AUDIT_ENTRY, null, tags, null, MOST_AT_ONCE))
                .documents();
    }
}
