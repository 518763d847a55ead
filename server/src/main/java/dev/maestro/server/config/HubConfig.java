package dev.maestro.server.config;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be set, as it holds for this run.
 *
 * @param host the address to listen on
 * @param port the port to listen on; 0 for a free one
 * @param dataDir the folder that holds all data
 * @param logLevel how much is logged
 * @param externalUrl where people reach the hub from outside; null when nobody does
 * @param origins web pages that may talk to the hub, beside the known clients
 * @param engine the Socket.IO engine
 * @param events what is kept of the event log
 * @param recovery how clients whose connection broke are recovered
 * @param maxWaitingCommits how many changes may wait to be stored
 */
public record HubConfig(
        InetAddress host,
        int port,
        Path dataDir,
        LogLevel logLevel,
        @Nullable URI externalUrl,
        List<String> origins,
        EngineSettings engine,
        EventSettings events,
        RecoverySettings recovery,
        int maxWaitingCommits) {

    public HubConfig {
        origins = List.copyOf(origins);
    }

    /** Returns where people reach the hub from outside, if they do. */
    public Optional<URI> reachedAt() {
        return Optional.ofNullable(externalUrl);
    }

    /**
     * The Socket.IO engine's limits; {@code docs/config.md} says what each does.
     *
     * @param pingInterval how often the engine pings
     * @param pingTimeout how long a pong may take
     * @param maxPayload the largest message a client may send
     * @param connectTimeout how long joining a first namespace may take
     * @param upgradeTimeout how long an upgrade may take
     * @param highWaterMark how much may wait for one slow client
     * @param highWaterMarkMessages how many messages may wait for one slow client
     * @param compression whether messages are compressed for clients that offer it
     * @param compressionThreshold the shortest message that is compressed
     * @param maxDynamicNamespaces how many namespaces of templates there may be
     */
    public record EngineSettings(
            Duration pingInterval,
            Duration pingTimeout,
            ByteSize maxPayload,
            Duration connectTimeout,
            Duration upgradeTimeout,
            ByteSize highWaterMark,
            int highWaterMarkMessages,
            boolean compression,
            ByteSize compressionThreshold,
            int maxDynamicNamespaces) {}

    /**
     * What is kept of the event log; the narrower of the two limits holds.
     *
     * @param maxAge how long events are kept
     * @param maxCount how many events are kept
     */
    public record EventSettings(Duration maxAge, long maxCount) {}

    /**
     * How clients whose connection broke are recovered.
     *
     * @param window how long they may take to come back; 0 when none is recovered
     */
    public record RecoverySettings(Duration window) {
        /** Returns whether clients are recovered. */
        public boolean on() {
            return !window.isZero();
        }
    }
}
