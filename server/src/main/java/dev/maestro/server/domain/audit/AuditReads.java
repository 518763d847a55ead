package dev.maestro.server.domain.audit;

import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.DocumentKind;
import dev.maestro.server.backend.DocumentPage;
import dev.maestro.server.backend.DocumentQuery;
import dev.maestro.server.domain.Page;
import dev.maestro.server.domain.document.Tags;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Lists what was done, the latest first. Whether the caller may see it, others have asked. Blocks. */
public final class AuditReads {
    private final Backend backend;

    public AuditReads(Backend backend) {
        this.backend = backend;
    }

    /**
     * Lists entries, the latest first.
     *
     * @param userId of this one alone; empty for everybody
     * @param action in this way alone; empty for every way
     */
    public DocumentPage list(Optional<String> userId, Optional<String> action, Page page) {
        Set<String> tags = new HashSet<>();
        userId.ifPresent(id -> tags.add(Tags.user(id)));
        action.ifPresent(word -> tags.add(Tags.action(word)));
        return backend.list(new DocumentQuery(DocumentKind.AUDIT_ENTRY, null, tags, page.cursor(), page.limit(), true));
    }
}
