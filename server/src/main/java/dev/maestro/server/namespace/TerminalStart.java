package dev.maestro.server.namespace;

import dev.maestro.server.domain.Caller;

/** Notes that a session's terminal has been started, by whoever registers it. */
@FunctionalInterface
public interface TerminalStart {
    /**
     * Notes it; blocks.
     *
     * @param claimant who started it: the same that claimed the offer, if somebody did
     * @throws dev.maestro.protocol.error.HubException {@code conflict} if another is starting it, or the session has
     *     ended
     */
    void started(Caller caller, String sessionId, String claimant);
}
