package dev.maestro.server.auth;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.measure.Tally;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Tells who a request comes from.
 *
 * <p>A token that does not hold is refused even from this machine: a client that sends one means to be that user.
 *
 * <p>Threads: thread-safe. Spec: docs/protocol/auth.md.
 */
public final class Authenticator {
    private final OriginPolicy origins;
    private final TokenVerifier userTokens;
    private final SessionTokenVerifier sessionTokens;
    private final TokenAttempts attempts;
    private final Tally<AuthRule> refusals = new Tally<>(AuthRule.class);

    /** Knows the local person only: no token holds. */
    public Authenticator(OriginPolicy origins) {
        this(origins, TokenVerifier.NONE, SessionTokenVerifier.NONE, TokenAttempts.UNLIMITED);
    }

    /**
     * Knows the local person, users by their tokens and agents by those of their sessions.
     *
     * @param userTokens checks what is not a session token
     * @param attempts slows down those who try tokens
     */
    public Authenticator(
            OriginPolicy origins,
            TokenVerifier userTokens,
            SessionTokenVerifier sessionTokens,
            TokenAttempts attempts) {
        this.origins = origins;
        this.userTokens = userTokens;
        this.sessionTokens = sessionTokens;
        this.attempts = attempts;
    }

    /**
     * Returns who it is. May block: a token's key may have to be fetched, a session looked up.
     *
     * @param token the token sent, empty when none was
     * @throws HubException {@code unauthenticated} when there is no token and the request is not local, or the token
     *     does not hold; {@code rate_limited} when too many from there did not
     */
    public Principal authenticate(ConnectionFacts facts, Optional<String> token) {
        if (token.isPresent()) {
            return isLocal(facts) ? holder(token.get()) : counted(facts, token.get());
        }
        if (!isLocal(facts)) {
            refusals.count(AuthRule.NO_TOKEN);
            throw HubException.of(ErrorCode.UNAUTHENTICATED, "Authentication required");
        }
        return Principal.LOCAL;
    }

    private Principal counted(ConnectionFacts facts, String token) {
        // Whoever holds a good token is not made to wait for those who guess; and a guesser learns nothing by it.
        if (!userTokens.remembers(token)) {
            admitted(facts);
        }
        try {
            return holder(token);
        } catch (HubException e) {
            if (e.code() == ErrorCode.UNAUTHENTICATED) {
                attempts.failed(facts);
            }
            throw e;
        }
    }

    private void admitted(ConnectionFacts facts) {
        try {
            attempts.before(facts);
        } catch (HubException e) {
            refusals.count(AuthRule.TOO_MANY_FAILURES);
            throw e;
        }
    }

    private Principal holder(String token) {
        if (!token.startsWith(SessionTokenVerifier.PREFIX)) {
            return userTokens.verify(token);
        }
        return sessionTokens.verify(token).orElseThrow(() -> {
            refusals.count(AuthRule.SESSION_TOKEN);
            return TokenVerifier.refusal();
        });
    }

    /** Returns how often it has refused for each rule; what is wrong with users' tokens is counted where they are read. */
    public Map<AuthRule, Long> refusals() {
        return refusals.all();
    }

    /**
     * Returns whether a request comes from the person at this machine.
     *
     * <p>A loopback peer alone proves nothing: tunnels end there, and any web page can open a socket to localhost.
     */
    public boolean isLocal(ConnectionFacts facts) {
        return facts.peer().isLoopbackAddress()
                && !facts.forwarded()
                && origins.allows(facts.claimedOrigin())
                && facts.host() != null
                && isLoopbackName(facts.host());
    }

    /** Returns whether a {@code Host} header names this machine itself; a rebound DNS name does not. */
    private static boolean isLoopbackName(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        int portAt = name.lastIndexOf(':');
        if (portAt > name.lastIndexOf(']')) {
            if (!name.substring(portAt + 1).chars().allMatch(c -> c >= '0' && c <= '9')) {
                return false;
            }
            name = name.substring(0, portAt);
        }
        return name.equals("localhost") || name.equals("127.0.0.1") || name.equals("[::1]");
    }
}
