package dev.maestro.server.namespace;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.DocumentKey;
import dev.maestro.server.backend.DocumentKind;
import dev.maestro.server.backend.StoredDocument;
import dev.maestro.server.socketio.adapter.HubClient;
import java.util.List;
import java.util.Map;

/** Keeps a socket out of the rooms of sessions its principal may not see. */
final class SessionGuard {
    private final Backend backend;

    SessionGuard(Backend backend) {
        this.backend = backend;
    }

    /**
     * Checks that a socket may hear of these sessions; blocks. Whoever may see everything may also name sessions that
     * do not exist, as clients do that restore what they were subscribed to.
     *
     * @throws HubException {@code forbidden} naming the first it may not hear of
     */
    void requireVisible(HubClient client, List<String> sessionIds) {
        Principal principal = Principals.of(client);
        if (principal.access().all()) {
            return;
        }
        List<DocumentKey> keys = sessionIds.stream()
                .map(id -> DocumentKey.of(DocumentKind.SESSION, id))
                .toList();
        Map<DocumentKey, StoredDocument> found = backend.findAll(keys);
        for (DocumentKey key : keys) {
            StoredDocument session = found.get(key);
            if (session == null || !principal.maySee(session.projectId())) {
                throw HubException.of(ErrorCode.FORBIDDEN, "session " + key.id() + " is not one you may see");
            }
        }
    }
}
