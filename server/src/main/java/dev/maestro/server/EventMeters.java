package dev.maestro.server;

import dev.maestro.server.measure.EventFlow;
import dev.maestro.server.metrics.HubMeter;
import dev.maestro.server.metrics.MeterSource;
import dev.maestro.server.metrics.Readings;
import dev.maestro.server.namespace.event.ClientEventCounts;

/**
 * What events tell: those of clients, and those of the feed.
 *
 * @param clients what became of what clients sent
 * @param flow what came out of the feed
 */
record EventMeters(ClientEventCounts clients, EventFlow flow) implements MeterSource {
    @Override
    public void read(Readings into) {
        clients.read()
                .forEach((event, outcomes) -> outcomes.forEach((outcome, count) ->
                        into.add(HubMeter.CLIENT_EVENTS, count, event, ConnectionMeters.word(outcome))));
        flow.totals().forEach((event, count) -> into.add(HubMeter.FEED_EVENTS, count, event.wire()));
        into.add(HubMeter.FEED_LAG, flow.lags());
        into.add(HubMeter.FEED_GAPS, flow.gaps());
    }
}
