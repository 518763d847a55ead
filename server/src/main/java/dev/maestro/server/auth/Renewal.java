package dev.maestro.server.auth;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import java.time.Instant;

/** Which token may take the place of the one a socket came with. Spec: docs/protocol/auth.md, "While connected". */
public final class Renewal {
    private Renewal() {}

    /**
     * Checks that another token is of the same principal and lasts.
     *
     * @param now who the socket belongs to
     * @param fresh whom the other token names
     * @param at the present time: others are given some seconds for clocks that differ, but whoever asks for more time
     *     must have it
     * @throws HubException {@code forbidden} if it is somebody else's, {@code unauthenticated} if it has ended
     */
    public static void require(Principal now, Principal fresh, Instant at) {
        if (!fresh.key().equals(now.key())) {
            throw HubException.of(ErrorCode.FORBIDDEN, "the token is not this user's");
        }
        if (fresh.end().isPresent() && !fresh.end().get().isAfter(at)) {
            throw HubException.of(ErrorCode.UNAUTHENTICATED, "Invalid authentication token");
        }
    }
}
