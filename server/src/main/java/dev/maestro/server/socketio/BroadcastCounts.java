package dev.maestro.server.socketio;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many sockets got the broadcasts of each event, and how many bytes that were.
 *
 * <p>At most {@value #MOST} events are told apart, more than the hub has; all others count as {@value #OTHER}.
 *
 * <p>Threads: thread-safe. Counted once a broadcast and loop, whatever the number of sockets.
 */
final class BroadcastCounts {
    static final int MOST = 256;
    static final String OTHER = "other";

    private final Map<String, Count> counts = new ConcurrentHashMap<>();

    private record Count(LongAdder deliveries, LongAdder bytes) {}

    /** Counts a broadcast that so many sockets of one loop got. */
    void delivered(String event, long sockets, long bytesEach) {
        Count count = counts.get(event);
        if (count == null) {
            String told = counts.size() < MOST ? event : OTHER;
            count = counts.computeIfAbsent(told, name -> new Count(new LongAdder(), new LongAdder()));
        }
        count.deliveries().add(sockets);
        count.bytes().add(sockets * bytesEach);
    }

    Map<String, EngineTraffic.Delivered> read() {
        Map<String, EngineTraffic.Delivered> read = new HashMap<>();
        counts.forEach((event, count) -> read.put(
                event,
                new EngineTraffic.Delivered(
                        count.deliveries().sum(), count.bytes().sum())));
        return read;
    }
}
