package dev.maestro.server.auth;

import dev.maestro.protocol.error.HubException;

/**
 * Slows down those who try tokens. Asked about every token that does not come from the person at this machine.
 *
 * <p>Implementations are thread-safe and do not block.
 */
public interface TokenAttempts {
    /** Lets everybody try as often as they like. */
    TokenAttempts UNLIMITED = new TokenAttempts() {
        @Override
        public void before(ConnectionFacts facts) {}

        @Override
        public void failed(ConnectionFacts facts) {}
    };

    /**
     * Lets a token be looked at.
     *
     * @throws HubException {@code rate_limited} if too many that came from there did not hold
     */
    void before(ConnectionFacts facts);

    /** Counts a token that did not hold. */
    void failed(ConnectionFacts facts);
}
