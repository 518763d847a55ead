package dev.maestro.server.rawsocket;

import java.util.Map;

/** What raw WebSockets did since the hub was started. */
public record RawTraffic(Map<RawFamily, OfFamily> families) {
    public RawTraffic {
        families = Map.copyOf(families);
    }

    /**
     * Those of one family.
     *
     * @param opened how many began
     * @param ends how many ended, for every reason there is
     * @param messages how many messages they were sent, answers among them
     * @param bytes how long those were
     */
    public record OfFamily(long opened, Map<String, Long> ends, long messages, long bytes) {
        public OfFamily {
            ends = Map.copyOf(ends);
        }
    }
}
