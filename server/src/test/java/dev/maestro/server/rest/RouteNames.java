package dev.maestro.server.rest;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.auth.Authenticator;
import dev.maestro.server.auth.OriginPolicy;
import dev.maestro.server.limit.WideLimits;
import java.util.List;
import java.util.Map;

/** The routes of a REST server, for tests that must know each of them. */
public final class RouteNames {
    private RouteNames() {}

    /** Returns {@code METHOD /path} of every route that a server of these resources has. */
    public static List<String> of(List<Resource> resources) {
        RestConfig config = new RestConfig(
                "key",
                new Authenticator(OriginPolicy.withDefaultsAnd(List.of())),
                WideLimits.requests(),
                List::of,
                List::of,
                access -> JsonBytes.of(Map.of()),
                () -> 0,
                RequestWatch.NONE,
                8);
        return RestServer.routes(config, resources, Runnable::run).names();
    }
}
