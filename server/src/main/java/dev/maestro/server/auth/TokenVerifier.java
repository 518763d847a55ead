package dev.maestro.server.auth;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;

/**
 * Tells whose token it is that a client shows.
 *
 * <p>Implementations are thread-safe and may block (a key may have to be fetched): never call one on an event loop.
 */
@FunctionalInterface
public interface TokenVerifier {
    /** No token holds. */
    TokenVerifier NONE = token -> {
        throw refusal();
    };

    /**
     * Returns whose token it is.
     *
     * @throws HubException {@code unauthenticated} when it does not hold, for whatever reason: the client is told none
     */
    Principal verify(String token);

    /** Returns whether it is known without a look at any signature that the token holds; never blocks. */
    default boolean remembers(String token) {
        return false;
    }

    /** Returns the one refusal there is of a token: what is wrong with it is for the log. */
    static HubException refusal() {
        return HubException.of(ErrorCode.UNAUTHENTICATED, "Invalid authentication token");
    }
}
