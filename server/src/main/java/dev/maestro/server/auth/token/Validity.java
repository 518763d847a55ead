package dev.maestro.server.auth.token;

import dev.maestro.server.auth.token.RefusedTokenException.Rule;
import java.time.Duration;
import java.time.Instant;

/**
 * When a token holds. Clocks may differ by {@link #LEEWAY} either way.
 *
 * @param begin the moment from which it holds
 * @param end the moment from which it holds no longer
 */
record Validity(Instant begin, Instant end) {
    /** How far the issuer's clock may be from ours. */
    static final Duration LEEWAY = Duration.ofSeconds(30);

    /**
     * Reads when a token holds: from the later of {@code nbf} and {@code iat}, to {@code exp}, which it must have.
     *
     * @throws RefusedTokenException if it has no end
     */
    static Validity of(Claims claims) {
        Instant end = claims.moment("exp").orElseThrow(() -> new RefusedTokenException(Rule.TIME, "it has no exp"));
        Instant notBefore = claims.moment("nbf").orElse(Instant.EPOCH);
        Instant issued = claims.moment("iat").orElse(Instant.EPOCH);
        return new Validity(notBefore.isAfter(issued) ? notBefore : issued, end);
    }

    /**
     * Refuses a token that does not hold now.
     *
     * @throws RefusedTokenException if it does not
     */
    void check(Instant now) {
        if (!now.minus(LEEWAY).isBefore(end)) {
            throw new RefusedTokenException(Rule.TIME, "it has ended (exp)");
        }
        if (now.plus(LEEWAY).isBefore(begin)) {
            throw new RefusedTokenException(Rule.TIME, "it has not begun (nbf, iat)");
        }
    }
}
