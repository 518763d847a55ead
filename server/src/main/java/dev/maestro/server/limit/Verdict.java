package dev.maestro.server.limit;

import dev.maestro.protocol.error.HubException;
import java.util.concurrent.TimeUnit;

/**
 * Whether something may be done now.
 *
 * @param outcome which of the three it is
 * @param retryAfterMillis after how many milliseconds it would be allowed, at least 1; 0 when it is allowed
 */
public record Verdict(Outcome outcome, long retryAfterMillis) {
    private static final Verdict ALLOWED = new Verdict(Outcome.ALLOWED, 0);
    private static final String TOO_MUCH = "Rate limit exceeded";

    /** What a verdict may be. */
    public enum Outcome {
        /** Go on. */
        ALLOWED,
        /** Not this one; the next may be. */
        REFUSED,
        /** Nothing any more until the time is over: whoever asks is put out. */
        BANNED
    }

    static Verdict allowed() {
        return ALLOWED;
    }

    static Verdict refused(long nanos) {
        return new Verdict(Outcome.REFUSED, millis(nanos));
    }

    static Verdict banned(long nanos) {
        return new Verdict(Outcome.BANNED, millis(nanos));
    }

    /** Rounds up, as who comes a part of a millisecond too early would be refused again. */
    private static long millis(long nanos) {
        long perMilli = TimeUnit.MILLISECONDS.toNanos(1);
        return Math.max(1, (nanos + perMilli - 1) / perMilli);
    }

    /** Returns whether it may be done. */
    public boolean isAllowed() {
        return outcome == Outcome.ALLOWED;
    }

    /**
     * Returns the refusal that tells it to a client: {@code rate_limited}, and when to try again.
     *
     * @throws IllegalStateException if it is allowed
     */
    public HubException refusal() {
        if (isAllowed()) {
            throw new IllegalStateException("what is allowed has no refusal");
        }
        return HubException.rateLimited(TOO_MUCH, retryAfterMillis);
    }

    /**
     * Goes on when it may be done.
     *
     * @throws HubException the {@link #refusal} when it may not
     */
    public void orRefuse() {
        if (!isAllowed()) {
            throw refusal();
        }
    }
}
