package dev.maestro.server.agent.link;

import java.time.Duration;

/**
 * How long a link waits for what.
 *
 * @param joinWithin how long an attempt may take, from the first byte to the namespace
 * @param firstDelay after which a broken link is tried again; twice as long each time, and up to half of it less by chance
 * @param maxDelay the longest such delay
 * @param stableAfter how long a link has to last for the next delay to be the first one again
 * @param leaveWithin how long the last word to the hub may take
 */
public record LinkTimes(
        Duration joinWithin, Duration firstDelay, Duration maxDelay, Duration stableAfter, Duration leaveWithin) {
    /** What is usual. */
    public static final LinkTimes USUAL = new LinkTimes(
            Duration.ofSeconds(20),
            Duration.ofMillis(200),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1));
}
