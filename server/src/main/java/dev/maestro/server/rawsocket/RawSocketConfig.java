package dev.maestro.server.rawsocket;

import java.time.Duration;

/**
 * The limits of a raw WebSocket.
 *
 * @param maxMessageBytes the longest message and the longest frame a client may send, in bytes; over it close 1009
 * @param maxFragments the most frames one message may come in; over it close 1008
 * @param maxSessionIds the most sessions one connection may subscribe to; over it an error frame
 * @param highWaterBytes what may wait unsent for one connection, in bytes; over it close 1013 {@code slow_consumer}
 * @param pingInterval how often a connection is pinged; silent for two pings it is closed
 * @param closeTimeout how long a peer may take to answer a close before the connection is cut
 */
public record RawSocketConfig(
        int maxMessageBytes,
        int maxFragments,
        int maxSessionIds,
        int highWaterBytes,
        Duration pingInterval,
        Duration closeTimeout) {
    public RawSocketConfig {
        requirePositive(maxMessageBytes, "maxMessageBytes");
        requirePositive(maxFragments, "maxFragments");
        requirePositive(maxSessionIds, "maxSessionIds");
        requirePositive(highWaterBytes, "highWaterBytes");
        requirePositive(pingInterval.toMillis(), "pingInterval");
        requirePositive(closeTimeout.toMillis(), "closeTimeout");
    }

    private static void requirePositive(long value, String name) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " is " + value + ", must be positive");
        }
    }

    /** Returns the limits the hub starts with. */
    public static RawSocketConfig defaults() {
        return new RawSocketConfig(1_000_000, 1_000, 1_000, 1024 * 1024, Duration.ofSeconds(30), Duration.ofSeconds(2));
    }
}
