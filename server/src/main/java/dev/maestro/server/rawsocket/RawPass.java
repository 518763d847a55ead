package dev.maestro.server.rawsocket;

import dev.maestro.protocol.error.HubException;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.limit.Gate;
import dev.maestro.server.limit.Seat;
import dev.maestro.server.limit.SocketLimits;

/**
 * What one raw WebSocket may take of the hub: a place among its principal's, and a gate for its messages.
 *
 * @param gate asked before each message
 */
record RawPass(Seat seat, Gate gate) implements AutoCloseable {
    private static final long SOON_MILLIS = 1000;

    /**
     * Lets a principal's socket in.
     *
     * @throws HubException {@code rate_limited} if the principal is banned or has too many sockets
     */
    static RawPass of(SocketLimits limits, Principal principal) {
        boolean local = principal.kind() == Principal.Kind.LOCAL;
        if (!local) {
            limits.check(principal.key()).orRefuse();
        }
        Seat seat = limits.seat(principal.key(), local)
                .orElseThrow(() -> HubException.rateLimited(
                        "There are " + limits.most() + " connections of this user already", SOON_MILLIS));
        return new RawPass(seat, limits.gate(principal.key(), local));
    }

    @Override
    public void close() {
        seat.close();
    }
}
