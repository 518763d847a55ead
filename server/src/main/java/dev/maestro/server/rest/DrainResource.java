package dev.maestro.server.rest;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.auth.Permission;
import dev.maestro.server.domain.AgentRule;
import dev.maestro.server.schema.openapi.Operation;
import dev.maestro.server.schema.openapi.Tag;
import dev.maestro.server.schema.openapi.Who;
import java.util.Map;

/** {@code /api/admin/drain}: stops the hub that is asked, as a signal to it does. */
public final class DrainResource implements Resource {
    private final Runnable drain;

    /**
     * Makes the resource.
     *
     * @param drain begins to stop the hub, if nobody has yet; must not wait for that
     */
    public DrainResource(Runnable drain) {
        this.drain = drain;
    }

    @Override
    public void addTo(Routes routes) {
        routes.post(
                "/api/admin/drain",
                Operation.of(Tag.ADMIN, "drain", "Stop the hub that answers, as a signal to it does")
                        .by(Who.ADMIN)
                        .begins(Answers.Draining.class),
                this::begin);
    }

    private void begin(Exchange x) {
        AgentRule.refuse(x.caller(), "run the hub");
        if (!x.principal().may(Permission.ADMIN)) {
            throw HubException.of(ErrorCode.FORBIDDEN, "The permission admin is required");
        }
        x.requireNoFields();
        drain.run();
        x.json(202, JsonBytes.of(Map.of("draining", true)));
    }
}
