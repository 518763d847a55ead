package dev.maestro.server.domain.session;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * How patient an offer to spawn a session is.
 *
 * @param patience how long an offer stands before the session must have started
 * @param offers how often it is offered before it has failed
 * @param serverUrl where agents reach the hub, such as {@code http://localhost:3000}; known once the hub listens
 */
public record SpawnPolicy(Duration patience, int offers, Supplier<String> serverUrl) {
    /** Returns the usual policy: three offers of 30 s. */
    public static SpawnPolicy usual(Supplier<String> serverUrl) {
        return new SpawnPolicy(Duration.ofSeconds(30), 3, serverUrl);
    }
}
