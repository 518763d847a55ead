package dev.maestro.server.rest;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.auth.Permission;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.domain.AgentRule;
import dev.maestro.server.schema.openapi.Operation;
import dev.maestro.server.schema.openapi.Tag;
import dev.maestro.server.schema.openapi.Who;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** {@code /metrics}: what Prometheus scrapes, for those who watch or run the hub. */
public final class MetricsResource implements Resource {
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final Supplier<String> scrape;

    /**
     * Makes the resource.
     *
     * @param scrape returns how everything stands, in the text of Prometheus; must cost little and never block
     */
    public MetricsResource(Supplier<String> scrape) {
        this.scrape = scrape;
    }

    @Override
    public void addTo(Routes routes) {
        routes.get(
                "/metrics",
                Operation.of(Tag.HUB, "readMetrics", "Read every meter of the node that answers, for Prometheus")
                        .by(Who.MONITOR)
                        .answersPlain("The meters that docs/metrics.md names.", "text/plain"),
                this::scrape);
    }

    private void scrape(Exchange x) {
        AgentRule.refuse(x.caller(), "watch the hub");
        Principal principal = x.principal();
        if (!principal.may(Permission.MONITOR) && !principal.may(Permission.ADMIN)) {
            throw HubException.of(ErrorCode.FORBIDDEN, "The permission monitor or admin is required");
        }
        x.with("Cache-Control", "no-store").bytes(PROMETHEUS_TEXT, scrape.get().getBytes(StandardCharsets.UTF_8));
    }
}
