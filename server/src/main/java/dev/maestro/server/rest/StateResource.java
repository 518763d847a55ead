package dev.maestro.server.rest;

import dev.maestro.server.domain.state.StateService;

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
                x -> x.json(
                        200,
                        state.snapshot(x.caller(), x.requiredQuery("projectId")).json()),
                "projectId");
    }
}
