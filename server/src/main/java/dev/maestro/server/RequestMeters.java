package dev.maestro.server;

import dev.maestro.server.measure.RequestTimes;
import dev.maestro.server.metrics.HubMeter;
import dev.maestro.server.metrics.MeterSource;
import dev.maestro.server.metrics.Readings;
import dev.maestro.server.rest.RequestWatch;

/** What REST requests tell. */
record RequestMeters(RequestTimes times) implements MeterSource {
    private static final String NO_ROUTE = "none";

    /** Counts a request. */
    void count(RequestWatch.Served served) {
        String route = served.route() == null ? NO_ROUTE : served.route();
        times.count(new RequestTimes.Kind(served.method(), route, served.status()), served.seconds());
    }

    @Override
    public void read(Readings into) {
        times.counts()
                .forEach((kind, count) -> into.add(
                        HubMeter.REQUESTS, count, kind.method(), kind.route(), Integer.toString(kind.status())));
        times.times().forEach((route, spread) -> into.add(HubMeter.REQUEST_TIME, spread, route));
    }
}
