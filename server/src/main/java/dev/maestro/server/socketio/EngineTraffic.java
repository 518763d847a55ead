package dev.maestro.server.socketio;

import dev.maestro.server.measure.Spread;
import java.util.Map;

/**
 * What has gone through an engine since the start, and what waits in it now; costs little to ask for, however many sockets
 * there are.
 *
 * @param joins how many sockets joined each namespace, those of a template counted together under its text; namespaces
 *     without any are left out
 * @param delivered what each event's broadcasts came to; events without any are left out
 * @param polling what waits for clients of long-polling
 * @param webSocket what waits for clients of WebSockets, beside what the connections have taken
 * @param recoveries what became of clients that came back
 * @param loops the event loops with clients
 */
public record EngineTraffic(
        Map<String, Long> joins,
        Map<String, Delivered> delivered,
        Waiting polling,
        Waiting webSocket,
        Recoveries recoveries,
        Loops loops) {
    public EngineTraffic {
        joins = Map.copyOf(joins);
        delivered = Map.copyOf(delivered);
    }

    /**
     * What broadcasts came to.
     *
     * @param sockets how many sockets got one, added up
     * @param bytes how long those were, uncompressed
     */
    public record Delivered(long sockets, long bytes) {}

    /**
     * What clients do not take at once.
     *
     * @param messages how many wait
     * @param bytes how long those are
     * @param waits how long those had waited that are gone, in seconds; dropped ones are left out
     */
    public record Waiting(long messages, long bytes, Spread.Reading waits) {}

    /**
     * What became of clients that came back for their sockets.
     *
     * @param outcomes how many there were of each
     * @param events how many events each was replayed that was recovered
     * @param bytes how long those were
     */
    public record Recoveries(Map<RecoveryOutcome, Long> outcomes, Spread.Reading events, Spread.Reading bytes) {
        public Recoveries {
            outcomes = Map.copyOf(outcomes);
        }
    }

    /**
     * Event loops.
     *
     * @param count how many have had clients
     * @param mostWaiting how many tasks wait for the one that has the most
     */
    public record Loops(int count, int mostWaiting) {}
}
