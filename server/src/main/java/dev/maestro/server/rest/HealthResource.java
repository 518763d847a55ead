package dev.maestro.server.rest;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.auth.Permission;
import dev.maestro.server.health.Health;
import dev.maestro.server.schema.openapi.Operation;
import dev.maestro.server.schema.openapi.Tag;
import dev.maestro.server.schema.openapi.Who;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How the hub is: {@code /healthz}, {@code /livez}, {@code /readyz}, {@code /ws-status}, {@code /api/brain/status/ws}. */
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
                        "/livez",
                        Operation.of(Tag.HUB, "liveness", "Ask whether the process gets on; if not, start it again")
                                .by(Who.ANYBODY)
                                .answers(Answers.Alive.class, "It does.")
                                .refuses(ErrorCode.UNAVAILABLE),
                        this::alive)
                .get(
                        "/readyz",
                        Operation.of(Tag.HUB, "readiness", "Ask whether the hub can do its work")
                                .by(Who.ANYBODY)
                                .answers(Answers.Ready.class, "It can.")
                                .refuses(ErrorCode.UNAVAILABLE),
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

    private void alive(Exchange x) {
        answer(x, "alive", config.alive().get());
    }

    private void ready(Exchange x) {
        answer(x, "ready", config.ready().get());
    }

    /** What is wrong is nothing to strangers. */
    private void answer(Exchange x, String claim, List<Health.Result> results) {
        boolean tells = x.ifKnown(config.authenticator())
                .filter(asks -> asks.may(Permission.ADMIN))
                .isPresent();
        List<String> troubles = Health.troubles(results);
        if (troubles.isEmpty()) {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put(claim, true);
            if (tells) {
                body.put("checks", results.stream().map(Health.Result::name).toList());
            }
            x.json(200, JsonBytes.of(body));
            return;
        }
        Problem problem = Problem.of(
                        503, ErrorCode.UNAVAILABLE, "the hub is not " + claim + (tells ? ": " + troubles.get(0) : ""))
                .with("Retry-After", "1");
        x.problem(tells ? problem.listing("reasons", troubles).listing("failing", failing(results)) : problem);
    }

    private static List<String> failing(List<Health.Result> results) {
        return results.stream()
                .filter(result -> !result.isWell())
                .map(Health.Result::name)
                .toList();
    }
}
