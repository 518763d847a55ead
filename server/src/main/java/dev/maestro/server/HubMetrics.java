package dev.maestro.server;

import dev.maestro.server.measure.CommitTimes;
import dev.maestro.server.measure.WatchedBackend;
import dev.maestro.server.metrics.MeterSource;
import dev.maestro.server.metrics.Metrics;
import dev.maestro.server.metrics.Readings;
import dev.maestro.server.rest.MetricsResource;
import dev.maestro.server.rest.Resource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What can be scraped of one hub: its parts are added as they are made.
 *
 * <p>Threads: thread-safe.
 */
final class HubMetrics implements AutoCloseable {
    private final NamedPools pools = new NamedPools();
    private final CommitTimes commits = new CommitTimes();
    private final List<MeterSource> parts = new CopyOnWriteArrayList<>();
    private final Metrics metrics = Metrics.of(List.of(this::read));

    /** Returns the pools of the hub, which are all to be made by it. */
    NamedPools pools() {
        return pools;
    }

    /**
     * Returns a store whose commits are timed, and which is looked at for its health.
     *
     * @param kind what it is called
     */
    HubStore timed(HubStore store, String kind) {
        parts.add(new StoreMeters(store.backend(), kind, commits));
        return new HubStore(new WatchedBackend(store.backend(), commits), store.secret(), store.rest());
    }

    /** Adds parts, each of which tells of meters of its own. */
    void add(MeterSource... more) {
        parts.addAll(List.of(more));
    }

    Resource resource() {
        return new MetricsResource(metrics::scrape);
    }

    private void read(Readings into) {
        parts.forEach(part -> part.read(into));
    }

    @Override
    public void close() {
        metrics.close();
    }
}
