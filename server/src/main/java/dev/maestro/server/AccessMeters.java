package dev.maestro.server;

import dev.maestro.server.edge.Edge;
import dev.maestro.server.edge.EdgeRule;
import dev.maestro.server.metrics.HubMeter;
import dev.maestro.server.metrics.MeterSource;
import dev.maestro.server.metrics.Readings;
import java.util.Map;

/** Who came in, who did not and why, and what was one too many. */
record AccessMeters(Identities identities, CountedLogins logins, Edge edge, HubLimits limits) implements MeterSource {
    @Override
    public void read(Readings into) {
        logins.came().forEach((kind, count) -> into.add(HubMeter.LOGINS, count, ConnectionMeters.word(kind)));
        readRefusals(into);
        readRates(into);
        into.add(HubMeter.BANS, limits.bans().made());
        into.add(HubMeter.BANNED, limits.bans().inForce());
    }

    private void readRefusals(Readings into) {
        identities.keys().refusals().forEach((rule, count) -> into.add(HubMeter.AUTH_REFUSALS, count, rule));
        identities
                .authenticator()
                .refusals()
                .forEach((rule, count) -> into.add(HubMeter.AUTH_REFUSALS, count, ConnectionMeters.word(rule)));
        into.add(HubMeter.AUTH_REFUSALS, logins.notAllowed(), "not_allowed");
    }

    private void readRates(Readings into) {
        into.add(HubMeter.RATE_REFUSALS, limits.requests().refused(), "requests");
        into.add(HubMeter.RATE_REFUSALS, limits.rawSockets().refused(), "events");
        into.add(HubMeter.RATE_REFUSALS, limits.rawSockets().turnedAway(), "connections");
        into.add(HubMeter.RATE_REFUSALS, limits.portal().refused(), "portal_events");
        into.add(HubMeter.RATE_REFUSALS, limits.portal().turnedAway(), "portal_connections");
        into.add(HubMeter.RATE_REFUSALS, limits.logins().refused(), "logins");
        for (Map.Entry<EdgeRule, Long> refused : edge.refusals().entrySet()) {
            String rule = ConnectionMeters.word(refused.getKey());
            switch (refused.getKey()) {
                case HOST, ORIGIN, SITE -> into.add(HubMeter.AUTH_REFUSALS, refused.getValue(), rule);
                case ADDRESS_CONNECTIONS -> into.add(HubMeter.RATE_REFUSALS, refused.getValue(), rule);
                case CONNECTIONS -> into.add(HubMeter.RATE_REFUSALS, refused.getValue(), "all_connections");
            }
        }
    }
}
