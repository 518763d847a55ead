package dev.maestro.server.rest;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.schema.openapi.Operation;
import dev.maestro.server.schema.openapi.Tag;
import dev.maestro.server.schema.openapi.Who;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How the hub is: {@code /healthz}, {@code /readyz}, {@code /ws-status}, {@code /api/brain/status/ws}. */
final class HealthResource implements Resource {
    private final RestConfig config;

    HealthResource(RestConfig config) {
        this.config = config;
    }

    @Override
    public void addTo(Routes routes) {
        routes.get(
                        "/healthz",
                        Operation.of(Tag.HUB, "health", "Ask whether the process serves")
                                .by(Who.ANYBODY)
                                .answers(Answers.Health.class, "It does."),
                        x -> x.json(200, JsonBytes.of(Map.of("status", "ok"))))
                .get(
                        "/readyz",
                        Operation.of(Tag.HUB, "readiness", "Ask whether the hub can do its work")
                                .by(Who.ANYBODY)
                                .answers(Answers.Ready.class, "It can."),
                        this::ready)
                .get(
                        "/ws-status",
                        Operation.of(Tag.HUB, "readStatus", "Read who is connected, by namespace")
                                .answersObject("Connected clients, rooms, ends and drops, of what the caller may see."),
                        x -> x.json(200, config.wsStatus().apply(x.caller().access())))
                .get(
                        "/api/brain/status/ws",
                        Operation.of(Tag.BRAIN, "readBrainStatus", "Ask how many of the Brain's clients are connected")
                                .answers(Answers.BrainStatus.class, "Those of all nodes."),
                        x -> x.json(200, brain()));
    }

    /** Spec: docs/protocol/brain.md, "REST". */
    private JsonBytes brain() {
        Map<String, Object> websocket = new LinkedHashMap<>();
        websocket.put("active", true);
        websocket.put("connected_clients", config.brainClients().getAsInt());
        websocket.put("endpoint", "/ws");
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("success", true);
        body.put("websocket", websocket);
        return JsonBytes.of(body);
    }

    private void ready(Exchange x) {
        List<String> troubles = config.troubles().get();
        if (troubles.isEmpty()) {
            x.json(200, JsonBytes.of(Map.of("ready", true)));
        } else {
            x.problem(Problem.of(503, ErrorCode.UNAVAILABLE, "the hub is not ready: " + troubles.get(0))
                    .with("Retry-After", "1")
                    .listing("reasons", troubles));
        }
    }
}
