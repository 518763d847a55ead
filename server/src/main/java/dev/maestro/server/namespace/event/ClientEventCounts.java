package dev.maestro.server.namespace.event;

import dev.maestro.server.measure.Tally;
import java.util.HashMap;
import java.util.Map;

/**
 * What became of the events of clients since the start, by the names of {@link ClientCatalogue}; what is no event of any
 * namespace counts as {@value #UNKNOWN}.
 *
 * <p>Threads: thread-safe.
 */
public final class ClientEventCounts {
    /** What stands for every name that is not in the catalogue: names are clients' to choose. */
    public static final String UNKNOWN = "unknown";

    /** What may become of an event. */
    public enum Outcome {
        /** It was carried out. */
        DONE,
        /** It was the client's mistake, or not allowed to it. */
        REFUSED,
        /** It was one too many. */
        RATE_LIMITED,
        /** It failed for a reason that was not the client's. */
        FAILED
    }

    // Has an entry for each from the start, so that it is never changed.
    private final Map<String, Tally<Outcome>> counts = new HashMap<>();
    private final Tally<Outcome> unknown = new Tally<>(Outcome.class);

    /** Begins with none. */
    public ClientEventCounts() {
        ClientCatalogue.NAMESPACES
                .values()
                .forEach(events -> events.forEach(event -> counts.put(event.name(), new Tally<>(Outcome.class))));
        counts.put(UNKNOWN, unknown);
    }

    void count(String event, Outcome outcome) {
        counts.getOrDefault(event, unknown).count(outcome);
    }

    /** Returns how it stands, for every event there is. */
    public Map<String, Map<Outcome, Long>> read() {
        Map<String, Map<Outcome, Long>> read = new HashMap<>();
        counts.forEach((event, tally) -> read.put(event, tally.all()));
        return read;
    }
}
