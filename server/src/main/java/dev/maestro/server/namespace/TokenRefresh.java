package dev.maestro.server.namespace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.Json;
import dev.maestro.server.auth.Authenticator;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.auth.Renewal;
import dev.maestro.server.socketio.adapter.HubClient;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Gives a socket that stays another token of the same principal, and with it what that token allows, no more and no
 * less, at once.
 *
 * <p>Threads: thread-safe; blocks, so it is for the pool that does the work of events.
 */
public final class TokenRefresh {
    private static final long RECHECK_SECONDS = 10;

    private final Authenticator authenticator;
    private final TokenLife life;
    private final SessionGuard sessions;
    private final Clock clock;

    TokenRefresh(Authenticator authenticator, TokenLife life, SessionGuard sessions, Clock clock) {
        this.authenticator = authenticator;
        this.life = life;
        this.sessions = sessions;
        this.clock = clock;
    }

    /**
     * Takes a token in place of the socket's own.
     *
     * @return {@code {expiresAt}}, null for a token that does not end
     * @throws HubException {@code unauthenticated} if the token does not hold or has ended, {@code forbidden} if it is
     *     somebody else's
     */
    ObjectNode refresh(HubClient client, String token) {
        Principal fresh = authenticator.authenticate(client.facts(), Optional.of(token));
        Renewal.require(Principals.of(client), fresh, clock.instant());
        sessions.noteProjects(client);
        takeOver(client, fresh);
        return Json.mapper()
                .createObjectNode()
                .put("expiresAt", fresh.end().map(end -> end.toEpochMilli()).orElse(null));
    }

    /** In one step on the loop: what the new token does not allow is gone when this returns. */
    private void takeOver(HubClient client, Principal fresh) {
        CompletableFuture<Void> rechecked = new CompletableFuture<>();
        client.socket().execute(() -> {
            Principals.set(client, fresh);
            life.watch(client);
            LiveAccess.recheck(client.socket());
            rechecked.complete(null);
        });
        try {
            rechecked.get(RECHECK_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw HubException.of(ErrorCode.UNAVAILABLE, "the hub is busy; try again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw HubException.of(ErrorCode.UNAVAILABLE, "the hub is stopping; try again");
        }
    }
}
