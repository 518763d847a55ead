package dev.maestro.server.measure;

import java.util.Map;

/**
 * How a node's connections stand at a moment, with what was counted since its start.
 *
 * @param sockets how many are in each namespace, those of a template together, and plain WebSockets of each family
 * @param connections how many connections there are: engine sessions and plain WebSockets
 * @param polling how many engine sessions long-polling carries
 * @param opened how many engine sessions began
 * @param closes how many of them ended, by reason
 * @param drops how many messages were dropped, by class
 * @param messages how many messages were taken for clients of the engine
 * @param bytes how long those were
 * @param queues how much waits for each pool of threads
 * @param terminals how many terminals this node has
 * @param viewers how many sockets watch them
 */
public record Standing(
        Map<String, Integer> sockets,
        int connections,
        int polling,
        long opened,
        Map<String, Long> closes,
        Map<String, Long> drops,
        long messages,
        long bytes,
        Map<String, Integer> queues,
        int terminals,
        int viewers) {
    public Standing {
        sockets = Map.copyOf(sockets);
        closes = Map.copyOf(closes);
        drops = Map.copyOf(drops);
        queues = Map.copyOf(queues);
    }
}
