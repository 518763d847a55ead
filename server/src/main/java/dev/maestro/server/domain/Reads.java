package dev.maestro.server.domain;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.DocumentKey;
import dev.maestro.server.backend.DocumentKind;
import dev.maestro.server.backend.DocumentPage;
import dev.maestro.server.backend.DocumentQuery;
import dev.maestro.server.backend.StoredDocument;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads documents for a caller, as JSON that is passed on unparsed.
 *
 * <p>Threads: thread-safe; blocks on the store.
 */
public final class Reads {
    private final Backend backend;

    public Reads(Backend backend) {
        this.backend = backend;
    }

    /** Returns where it reads. */
    public Backend backend() {
        return backend;
    }

    /**
     * Reads one document.
     *
     * @throws HubException {@code not_found} if it does not exist or the caller may not see it
     */
    public StoredDocument get(Caller caller, Shelf<?> shelf, String id) {
        return backend.find(shelf.key(id))
                .filter(stored -> Sight.of(backend, caller, stored.projectId()))
                .orElseThrow(() -> Draft.missing(shelf, id));
    }

    /**
     * Lists documents of one project, or of every project the caller may see.
     *
     * @param projectId of this project; null for all
     * @throws HubException {@code not_found} if that project does not exist or the caller may not see it
     */
    public DocumentPage listIn(Caller caller, Shelf<?> shelf, @Nullable String projectId, Set<String> tags, Page page) {
        if (projectId != null) {
            requireSeen(caller, projectId);
        }
        return list(caller, shelf, projectId, tags, page);
    }

    /**
     * Lists documents of a project, the newest first.
     *
     * @throws HubException {@code not_found} if that project does not exist or the caller may not see it
     */
    public DocumentPage newestIn(Caller caller, Shelf<?> shelf, String projectId, Set<String> tags, Page page) {
        requireSeen(caller, projectId);
        return backend.list(
                new DocumentQuery(shelf.kind(), Set.of(projectId), tags, page.cursor(), page.limit(), true));
    }

    private void requireSeen(Caller caller, String projectId) {
        if (!Sight.of(backend, caller, projectId) || !exists(projectId)) {
            throw HubException.of(ErrorCode.NOT_FOUND, "no project " + projectId);
        }
    }

    /**
     * Lists documents, oldest first; a page can be shorter than its limit and still have a next one.
     *
     * @param projectId of this project; null for every project the caller may see
     */
    public DocumentPage list(Caller caller, Shelf<?> shelf, @Nullable String projectId, Set<String> tags, Page page) {
        // What others have must not show in how long a page is, or whether there is a next one.
        DocumentPage found = backend.list(
                new DocumentQuery(shelf.kind(), projects(caller, projectId), tags, page.cursor(), page.limit()));
        return new DocumentPage(
                found.documents().stream()
                        .filter(stored -> caller.sees(stored.projectId()))
                        .toList(),
                found.next());
    }

    private static @Nullable Set<String> projects(Caller caller, @Nullable String projectId) {
        if (projectId != null) {
            return Set.of(projectId);
        }
        return caller.access().all() ? null : caller.access().projectIds();
    }

    private boolean exists(String projectId) {
        return backend.find(DocumentKey.of(DocumentKind.PROJECT, projectId)).isPresent();
    }
}
