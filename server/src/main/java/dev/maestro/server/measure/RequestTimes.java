package dev.maestro.server.measure;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How REST requests were answered since the start, and how long that took, by route.
 *
 * <p>Holds an entry for each route and status there was: whoever counts must name routes by their templates, never by what
 * clients asked for.
 *
 * <p>Threads: thread-safe.
 */
public final class RequestTimes {
    private final Map<Kind, LongAdder> counts = new ConcurrentHashMap<>();
    private final Map<String, Spread> times = new ConcurrentHashMap<>();

    /**
     * Requests that count together.
     *
     * @param method one of a few
     * @param route the template of the path
     * @param status of the answer
     */
    public record Kind(String method, String route, int status) {}

    /** Counts one that took so many seconds. */
    public void count(Kind kind, double seconds) {
        counts.computeIfAbsent(kind, key -> new LongAdder()).increment();
        times.computeIfAbsent(kind.route(), key -> Spread.ofTimes()).add(Math.max(0, seconds));
    }

    /** Returns how many there were of each kind. */
    public Map<Kind, Long> counts() {
        Map<Kind, Long> read = new HashMap<>();
        counts.forEach((kind, count) -> read.put(kind, count.sum()));
        return read;
    }

    /** Returns how long they took for each route, in seconds. */
    public Map<String, Spread.Reading> times() {
        Map<String, Spread.Reading> read = new HashMap<>();
        times.forEach((route, spread) -> read.put(route, spread.read()));
        return read;
    }
}
