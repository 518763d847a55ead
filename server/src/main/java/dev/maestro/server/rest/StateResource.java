package dev.maestro.server.rest;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.server.domain.state.StateService;
import dev.maestro.server.schema.openapi.Operation;
import dev.maestro.server.schema.openapi.Parameter;
import dev.maestro.server.schema.openapi.Tag;

/** {@code /api/state}: the same as {@code state:sync}. */
public final class StateResource implements Resource {
    private final StateService state;

    public StateResource(StateService state) {
        this.state = state;
    }

    @Override
    public void addTo(Routes routes) {
        routes.get(
                "/api/state",
                Operation.of(Tag.HUB, "readState", "Read everything of a project at one moment")
                        .asked(Parameter.text("projectId", "The project.").needed())
                        .answers(Answers.State.class, "The project as it was at `offset`.")
                        .refuses(ErrorCode.NOT_FOUND),
                x -> x.json(
                        200,
                        state.snapshot(x.caller(), x.requiredQuery("projectId")).json()));
    }
}
