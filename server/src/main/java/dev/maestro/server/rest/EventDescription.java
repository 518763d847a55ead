package dev.maestro.server.rest;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.schema.openapi.Operation;
import dev.maestro.server.schema.openapi.Tag;
import dev.maestro.server.schema.openapi.Who;

/** {@code /asyncapi.json}: all that goes over sockets, as AsyncAPI describes it. */
public final class EventDescription implements Resource {
    static final String PATH = "/asyncapi.json";

    private static final Operation OPERATION = Operation.of(
                    Tag.HUB, "describeEvents", "Read what the events are, as AsyncAPI 3")
            .by(Who.ANYBODY)
            .file("The description.", "application/json");

    private final WebFile file;

    public EventDescription(JsonBytes document) {
        this.file = new WebFile(WebType.JSON, document.array());
    }

    @Override
    public void addTo(Routes routes) {
        routes.get(PATH, OPERATION, x -> WebResource.answer(x.with("Cache-Control", "no-cache"), file));
    }
}
