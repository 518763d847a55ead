package dev.maestro.server.auth;

import java.util.Optional;

/**
 * Tells whose session token it is that an agent shows.
 *
 * <p>Implementations are thread-safe and may block on the store: never call one on an event loop.
 */
@FunctionalInterface
public interface SessionTokenVerifier {
    /** What every session token starts with, and no other token does. */
    String PREFIX = "mhs_";

    /** No session token holds. */
    SessionTokenVerifier NONE = token -> Optional.empty();

    /**
     * Returns the agent whose token it is; empty when it does not hold.
     *
     * @param token starts with {@link #PREFIX}; nothing else is known of it
     */
    Optional<Principal> verify(String token);
}
