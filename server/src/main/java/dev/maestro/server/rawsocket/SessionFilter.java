package dev.maestro.server.rawsocket;

import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;

/**
 * What one client hears of what it may see: everything, until it chooses sessions.
 *
 * <p>Threads: confined to the connection's event loop.
 */
final class SessionFilter {
    private final Set<String> chosen = new HashSet<>();
    private boolean narrowed;

    /**
     * Adds sessions; from the first call on only they and project-level messages are heard.
     *
     * @return whether it was done; not when more than {@code limit} would be chosen
     */
    boolean choose(Collection<String> sessionIds, int limit) {
        Set<String> all = new HashSet<>(chosen);
        all.addAll(sessionIds);
        if (all.size() > limit) {
            return false;
        }
        chosen.addAll(sessionIds);
        narrowed = true;
        return true;
    }

    /** Hears everything again. */
    void clear() {
        chosen.clear();
        narrowed = false;
    }

    /** Returns whether this client gets the message. */
    boolean passes(RawMessage message) {
        return !narrowed
                || message.projectLevel()
                || message.sessionIds().isEmpty()
                || !Collections.disjoint(chosen, message.sessionIds());
    }
}
