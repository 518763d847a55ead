package dev.maestro.server.auth;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import java.util.Locale;
import java.util.Optional;

/**
 * Tells who a request comes from.
 *
 * <p>A token that does not hold is refused even from this machine: a client that sends one means to be that user.
 *
 * <p>Threads: immutable. Spec: docs/protocol/auth.md.
 */
public final class Authenticator {
    private final OriginPolicy origins;

    public Authenticator(OriginPolicy origins) {
        this.origins = origins;
    }

    /**
     * Returns who it is.
     *
     * @param token the token sent, empty when none was
     * @throws HubException {@code unauthenticated} when there is no token and the request is not local, or the token
     *     does not hold
     */
    public Principal authenticate(ConnectionFacts facts, Optional<String> token) {
        if (token.isPresent()) {
            // No signing key can be configured yet, so no token holds.
            throw HubException.of(ErrorCode.UNAUTHENTICATED, "Invalid authentication token");
        }
        if (!isLocal(facts)) {
            throw HubException.of(ErrorCode.UNAUTHENTICATED, "Authentication required");
        }
        return Principal.LOCAL;
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
