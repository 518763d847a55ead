package dev.maestro.server.edge;

import java.time.Duration;

/**
 * What the public port puts up with.
 *
 * @param maxRequestLineBytes the longest request line, in bytes; over it 414
 * @param maxHeaderBytes all header lines together, in bytes; over it 431
 * @param maxHeaders the most header lines; over it 431
 * @param maxConnections open connections of every kind; over it 503 and a close
 * @param maxConnectionsPerAddress open connections of one client address, of which a loopback address and a trusted
 *     proxy's may have any number; over it 429 and a close
 * @param headTimeout how long a request's head may take from its first byte, and how long a body may make less than
 *     {@value #MIN_BODY_PROGRESS_BYTES} bytes of progress; over it 408
 * @param idleTimeout how long a connection may lie idle between requests
 * @param stallTimeout how long a client may leave a response unread
 * @param drainTimeout how long the rest of an unwanted body is read and dropped so that the answer arrives
 * @param drainBytes how much of an unwanted body is read and dropped, in bytes
 */
public record EdgeConfig(
        int maxRequestLineBytes,
        int maxHeaderBytes,
        int maxHeaders,
        int maxConnections,
        int maxConnectionsPerAddress,
        Duration headTimeout,
        Duration idleTimeout,
        Duration stallTimeout,
        Duration drainTimeout,
        int drainBytes) {
    /** A body that makes less progress than this in {@code headTimeout} is given up. */
    static final int MIN_BODY_PROGRESS_BYTES = 1024;

    public EdgeConfig {
        requirePositive(maxRequestLineBytes, "maxRequestLineBytes");
        requirePositive(maxHeaderBytes, "maxHeaderBytes");
        requirePositive(maxHeaders, "maxHeaders");
        requirePositive(maxConnections, "maxConnections");
        requirePositive(maxConnectionsPerAddress, "maxConnectionsPerAddress");
        requirePositive(headTimeout.toMillis(), "headTimeout");
        requirePositive(idleTimeout.toMillis(), "idleTimeout");
        requirePositive(stallTimeout.toMillis(), "stallTimeout");
        requirePositive(drainTimeout.toMillis(), "drainTimeout");
        requirePositive(drainBytes, "drainBytes");
    }

    private static void requirePositive(long value, String name) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " is " + value + ", must be positive");
        }
    }

    /** Returns the limits the hub starts with. */
    public static EdgeConfig defaults() {
        return new EdgeConfig(
                8 * 1024,
                32 * 1024,
                100,
                20_000,
                1_000,
                Duration.ofSeconds(30),
                Duration.ofSeconds(75),
                Duration.ofSeconds(60),
                Duration.ofSeconds(2),
                1024 * 1024);
    }

    /** Returns these limits but for the connections of one address. */
    public EdgeConfig withConnectionsPerAddress(int most) {
        return new EdgeConfig(
                maxRequestLineBytes,
                maxHeaderBytes,
                maxHeaders,
                maxConnections,
                most,
                headTimeout,
                idleTimeout,
                stallTimeout,
                drainTimeout,
                drainBytes);
    }

    /** Returns how often deadlines are looked at: a fraction of the shortest, so that none is missed by much. */
    Duration tick() {
        Duration shortest = headTimeout.compareTo(idleTimeout) < 0 ? headTimeout : idleTimeout;
        shortest = shortest.compareTo(stallTimeout) < 0 ? shortest : stallTimeout;
        return Duration.ofMillis(Math.max(10, shortest.toMillis() / 4));
    }
}
