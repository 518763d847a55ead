package dev.maestro.server;

import dev.maestro.server.access.LiveMemberships;
import dev.maestro.server.access.SessionAgents;
import dev.maestro.server.auth.Authenticator;
import dev.maestro.server.auth.OriginPolicy;
import dev.maestro.server.auth.SessionTokens;
import dev.maestro.server.auth.TokenAttempts;
import dev.maestro.server.auth.token.TokenConfig;
import dev.maestro.server.auth.token.TokenKeys;
import dev.maestro.server.auth.token.TokenMinter;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.domain.project.ProjectMembers;
import dev.maestro.server.domain.session.AgentSessions;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Who is who on one hub: its keys, the members of its projects, and the agents of its sessions.
 *
 * @param keys whose tokens hold
 * @param members the members of projects, which the feed must keep up to date
 * @param memberships the same as principals see them
 * @param agents the agents of sessions
 * @param authenticator what all ways in ask
 * @param ownMinter makes tokens with the hub's own secret; empty when a key of somebody else's is set
 */
record Identities(
        TokenKeys keys,
        ProjectMembers members,
        LiveMemberships memberships,
        SessionAgents agents,
        Authenticator authenticator,
        Optional<TokenMinter> ownMinter)
        implements AutoCloseable {
    private static final String SESSION_TOKENS = "session tokens";

    /**
     * Reads keys and members, and makes the hub's own secret if there is none. To be called with the feed not yet read
     * further than before.
     *
     * @throws dev.maestro.server.auth.token.SecretFileException if its own secret cannot be had
     */
    static Identities open(
            TokenConfig config,
            OriginPolicy origins,
            TokenAttempts attempts,
            HubStore store,
            ScheduledExecutorService schedule,
            Clock clock) {
        Backend backend = store.backend();
        ProjectMembers members = ProjectMembers.load(backend);
        LiveMemberships memberships = new LiveMemberships(members, backend, schedule);
        TokenKeys keys = TokenKeys.open(config, store.secret(), memberships, clock);
        SessionTokens sessionTokens =
                new SessionTokens(keys.secret().key(SESSION_TOKENS).getEncoded());
        SessionAgents agents = new SessionAgents(sessionTokens, new AgentSessions(backend));
        return new Identities(
                keys,
                members,
                memberships,
                agents,
                new Authenticator(origins, keys.verifier(), agents, attempts),
                config.usesOwnSecret() ? keys.minter() : Optional.empty());
    }

    @Override
    public void close() {
        keys.close();
    }
}
