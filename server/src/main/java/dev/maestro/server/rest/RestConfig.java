package dev.maestro.server.rest;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.auth.Authenticator;
import dev.maestro.server.domain.Access;
import dev.maestro.server.health.Health;
import dev.maestro.server.limit.Gates;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * What the REST server needs beside its resources.
 *
 * @param frontKey the secret of this start of the hub that every request from the front carries
 * @param authenticator tells who a request comes from
 * @param requests what users and agents are held to, by principal key
 * @param alive what {@code /livez} looks at; may wait for seconds
 * @param ready what {@code /readyz} looks at; may wait for seconds
 * @param wsStatus the body of {@code /ws-status} for somebody who may see so much
 * @param brainClients how many of the Brain's clients are connected
 * @param watch learns of each request
 * @param mostThreads the most threads that serve requests, 8 or more
 */
public record RestConfig(
        String frontKey,
        Authenticator authenticator,
        Gates requests,
        Supplier<List<Health.Result>> alive,
        Supplier<List<Health.Result>> ready,
        Function<Access, JsonBytes> wsStatus,
        IntSupplier brainClients,
        RequestWatch watch,
        int mostThreads) {
    /** How many threads serve requests when nobody says. */
    public static final int USUAL_THREADS = 128;

    /** Shows nothing of the key. */
    @Override
    public String toString() {
        return "RestConfig[mostThreads=" + mostThreads + "]";
    }
}
