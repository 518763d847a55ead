package dev.maestro.server.domain.presence;

import java.time.Duration;
import java.util.UUID;

/**
 * When an agent counts as silent and when as lost.
 *
 * @param node the name of this life of this node; never used again
 * @param grace how long an agent without a socket is waited for, and how long its presence holds without being renewed
 * @param staleAfter how long a connected agent may send no heartbeat
 */
public record PresencePolicy(String node, Duration grace, Duration staleAfter) {
    private static final Duration LONGEST_RENEWAL = Duration.ofSeconds(10);
    private static final int RENEWALS_A_GRACE = 3;

    /** Returns the policy of a node that has just begun. */
    public static PresencePolicy of(Duration grace, Duration staleAfter) {
        return new PresencePolicy(UUID.randomUUID().toString(), grace, staleAfter);
    }

    /** Returns how often the presence of connected agents is renewed: so that two renewals may fail. */
    Duration renewEvery() {
        Duration often = grace.dividedBy(RENEWALS_A_GRACE);
        return often.compareTo(LONGEST_RENEWAL) < 0 ? often : LONGEST_RENEWAL;
    }
}
