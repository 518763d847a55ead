package dev.maestro.server.rest;

import dev.maestro.server.schema.openapi.DescribedRoute;
import dev.maestro.server.schema.openapi.OpenApi;
import dev.maestro.server.schema.openapi.Operation;
import dev.maestro.server.schema.openapi.Tag;
import dev.maestro.server.schema.openapi.Who;
import java.util.ArrayList;
import java.util.List;

/** {@code /openapi.json}: all routes, as OpenAPI describes them. Made once, when the hub starts. */
final class RouteDescription implements Resource {
    static final String PATH = "/openapi.json";

    private static final Operation OPERATION = Operation.of(
                    Tag.HUB, "describeRoutes", "Read what the routes are, as OpenAPI 3.1")
            .by(Who.ANYBODY)
            .file("The description.", "application/json");

    /** Adds the route; of others those are described that are there by then. */
    @Override
    public void addTo(Routes routes) {
        List<DescribedRoute> all = new ArrayList<>(routes.described());
        all.add(new DescribedRoute("GET", PATH, OPERATION));
        WebFile file = new WebFile(WebType.JSON, OpenApi.of(all).array());
        routes.get(PATH, OPERATION, x -> WebResource.answer(x.with("Cache-Control", "no-cache"), file));
    }
}
