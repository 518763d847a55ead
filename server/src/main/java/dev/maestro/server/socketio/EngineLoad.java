package dev.maestro.server.socketio;

import dev.maestro.protocol.error.DisconnectReason;
import java.util.Map;

/**
 * How much an engine has to do, as of a moment ago: what of {@link EngineStatus} costs little however many sockets and
 * rooms there are, and what has been sent.
 *
 * @param engineSessions how many engine sessions are open
 * @param polling how many of them long-polling carries
 * @param sockets how many sockets are in each namespace, those of a template counted together under its text
 * @param opened how many engine sessions have begun since the start
 * @param closes how many ended since the start, for each reason there was
 * @param drops how many messages were dropped since the start, for each class of which there were any
 * @param messages how many messages were taken for clients since the start, one for each client
 * @param bytes how long those were, uncompressed, in frames
 */
public record EngineLoad(
        int engineSessions,
        int polling,
        Map<String, Integer> sockets,
        long opened,
        Map<DisconnectReason, Long> closes,
        Map<MessageClass, Long> drops,
        long messages,
        long bytes) {
    public EngineLoad {
        sockets = Map.copyOf(sockets);
        closes = Map.copyOf(closes);
        drops = Map.copyOf(drops);
    }
}
