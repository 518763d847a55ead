package dev.maestro.server;

import dev.maestro.server.backend.Backend;
import dev.maestro.server.measure.CommitTimes;
import dev.maestro.server.metrics.HubMeter;
import dev.maestro.server.metrics.MeterSource;
import dev.maestro.server.metrics.Readings;

/**
 * What the store tells: whether it is well, and how long commits take.
 *
 * @param kind {@code embedded} or {@code redis}
 */
record StoreMeters(Backend backend, String kind, CommitTimes commits) implements MeterSource {
    @Override
    public void read(Readings into) {
        int troubles = backend.troubles().size();
        into.add(HubMeter.STORE_UP, troubles == 0 ? 1 : 0, kind);
        into.add(HubMeter.STORE_TROUBLES, troubles, kind);
        commits.read().forEach((outcome, times) -> into.add(HubMeter.COMMITS, times, ConnectionMeters.word(outcome)));
        into.add(HubMeter.COMMITS_WAITING, commits.waiting());
    }
}
