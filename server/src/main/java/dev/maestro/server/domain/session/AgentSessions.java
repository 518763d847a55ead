package dev.maestro.server.domain.session;

import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.StoredDocument;
import dev.maestro.server.domain.document.Shelves;
import dev.maestro.server.domain.document.Tags;
import java.util.Optional;

/**
 * Which sessions let their agents in: those that are there and have never ended. One that is opened again lets in nobody
 * who was in before: an end is for good.
 *
 * <p>Threads: thread-safe; blocks on the store.
 */
public final class AgentSessions {
    private final Backend backend;

    public AgentSessions(Backend backend) {
        this.backend = backend;
    }

    /** Returns the project in which a session's agent may work; empty if the session lets nobody in. */
    public Optional<String> projectOf(String sessionId) {
        return backend.find(Shelves.SESSIONS.key(sessionId))
                .filter(stored -> !stored.tags().contains(Tags.ENDED))
                .map(StoredDocument::projectId);
    }
}
