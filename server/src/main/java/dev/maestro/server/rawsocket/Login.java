package dev.maestro.server.rawsocket;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.auth.Authenticator;
import dev.maestro.server.auth.ConnectionFacts;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.auth.Renewal;
import dev.maestro.server.auth.TokenEnd;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * How raw WebSockets find out who they belong to: on a pool, as checking a token may have to wait for keys or the store.
 *
 * <p>Threads: immutable.
 */
public final class Login {
    private final Authenticator authenticator;
    private final Executor pool;
    private final TokenEnd.Rules rules;
    private final Clock clock;

    /**
     * Makes one for all connections.
     *
     * @param pool where tokens are checked; when it refuses work, the client is told that the hub is busy
     * @param rules what happens to connections whose tokens end
     */
    public Login(Authenticator authenticator, Executor pool, TokenEnd.Rules rules, Clock clock) {
        this.authenticator = authenticator;
        this.pool = pool;
        this.rules = rules;
        this.clock = clock;
    }

    /**
     * Finds out who it is.
     *
     * @return completes on {@code loop}; fails with {@link HubException} for whoever may not come
     */
    CompletionStage<Principal> check(ConnectionFacts facts, Optional<String> token, Executor loop) {
        try {
            // The second stage is what brings the answer, failure or not, to the loop.
            return CompletableFuture.supplyAsync(() -> admitted(authenticator.authenticate(facts, token)), pool)
                    .whenCompleteAsync((principal, failure) -> {}, loop);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(HubException.of(ErrorCode.UNAVAILABLE, "The hub is busy; try again"));
        }
    }

    /**
     * Finds out whether a token may take the place of the one a connection came with.
     *
     * @return as of {@link #check}
     */
    CompletionStage<Principal> renew(Principal now, ConnectionFacts facts, String token, Executor loop) {
        return check(facts, Optional.of(token), loop).thenApply(fresh -> {
            Renewal.require(now, fresh, clock.instant());
            return fresh;
        });
    }

    TokenEnd.Rules rules() {
        return rules;
    }

    Clock clock() {
        return clock;
    }

    /** Agents hear of their own session alone, and that is what {@code /cli} is for. */
    private static Principal admitted(Principal principal) {
        if (principal.kind() == Principal.Kind.AGENT) {
            throw HubException.of(ErrorCode.FORBIDDEN, "A session token is for /cli only");
        }
        return principal;
    }
}
