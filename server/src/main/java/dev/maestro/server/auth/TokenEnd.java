package dev.maestro.server.auth;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done about a token that ends while its socket stays: warn, say that it has ended, and, when no other came
 * in time, put the socket out.
 *
 * <p>States: fresh → warned → ended → over; a step may be passed by when nobody looked in time. Threads: confined to its
 * owner.
 */
public final class TokenEnd {
    // The clock may be set, and a machine may sleep: no wait is trusted for longer.
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private final Instant expiresAt;
    private final Rules rules;
    private boolean warned;
    private @Nullable Instant overAt;

    /** Begins with a token that may have ended already. */
    public TokenEnd(Instant expiresAt, Rules rules) {
        this.expiresAt = expiresAt;
        this.rules = rules;
    }

    /**
     * When what is done.
     *
     * @param warning how long before the end the socket is told
     * @param grace how long the socket stays after it was told of the end
     */
    public record Rules(Duration warning, Duration grace) {}

    /** What is to be done now. */
    public enum Step {
        /** Nothing yet. */
        NONE,
        /** Tell that the token is about to end. */
        WARN,
        /** Tell that the token has ended. */
        EXPIRED,
        /** Put the socket out. */
        OVER
    }

    /** Returns what is to be done at this time; each is returned once. */
    public Step at(Instant now) {
        Instant over = overAt;
        if (over != null) {
            return now.isBefore(over) ? Step.NONE : Step.OVER;
        }
        if (!now.isBefore(expiresAt)) {
            overAt = now.plus(rules.grace());
            return Step.EXPIRED;
        }
        if (!warned && !now.isBefore(expiresAt.minus(rules.warning()))) {
            warned = true;
            return Step.WARN;
        }
        return Step.NONE;
    }

    /** Returns how long after a time to look again, at most some minutes. */
    public Duration untilNextLook(Instant now) {
        Instant over = overAt;
        Instant next = over != null ? over : warned ? expiresAt : expiresAt.minus(rules.warning());
        Duration wait = Duration.between(now, next);
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    }

    /** Returns when the token ends. */
    public Instant expiresAt() {
        return expiresAt;
    }

    /** Returns when the socket will be put out; null before it was told of the end. */
    public @Nullable Instant overAt() {
        return overAt;
    }
}
