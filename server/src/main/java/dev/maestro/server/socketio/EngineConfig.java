package dev.maestro.server.socketio;

import java.time.Duration;

/**
 * The engine's numbers.
 *
 * @param pingInterval from the answer to a ping to the next ping, default 25 s
 * @param pingTimeout how long a client has to answer a ping, default 20 s
 * @param maxPayloadBytes the largest message, frame or polling body that is taken, default 1 000 000
 * @param connectTimeout how long a client may take to join its first namespace, and a namespace to decide whether a
 *     client may join, default 45 s
 * @param upgradeTimeout how long an upgrade to WebSocket may take, default 10 s
 * @param attachmentTimeout how long the attachments that a packet announced may take to come, default 10 s
 * @param highWaterMarkBytes how much may wait for one client before it is cut off, default 1 MiB
 * @param highWaterMarkMessages how many messages may wait for one client before it is cut off, default 4096
 * @param compression whether messages go compressed to clients that offer it, default not
 * @param maxDynamicNamespaces how many namespaces there may be over all templates, default 10 000
 * @param connects how fast a client may ask for namespaces
 * @param closingTimeout how long a polling client whose session ends may take to fetch what is left, default 2 s
 */
public record EngineConfig(
        Duration pingInterval,
        Duration pingTimeout,
        int maxPayloadBytes,
        Duration connectTimeout,
        Duration upgradeTimeout,
        Duration attachmentTimeout,
        int highWaterMarkBytes,
        int highWaterMarkMessages,
        Compression compression,
        int maxDynamicNamespaces,
        Connects connects,
        Duration closingTimeout) {
    private static final Duration USUAL_CLOSING = Duration.ofSeconds(2);

    /** The numbers of docs/protocol/engine.md. */
    public static final EngineConfig STANDARD = new EngineConfig(
            Duration.ofSeconds(25),
            Duration.ofSeconds(20),
            1_000_000,
            Duration.ofSeconds(45),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            1 << 20,
            4_096,
            Compression.OFF,
            10_000);

    /** Makes a configuration with the usual {@link Connects} and closing timeout. */
    public EngineConfig(
            Duration pingInterval,
            Duration pingTimeout,
            int maxPayloadBytes,
            Duration connectTimeout,
            Duration upgradeTimeout,
            Duration attachmentTimeout,
            int highWaterMarkBytes,
            int highWaterMarkMessages,
            Compression compression,
            int maxDynamicNamespaces) {
        this(
                pingInterval,
                pingTimeout,
                maxPayloadBytes,
                connectTimeout,
                upgradeTimeout,
                attachmentTimeout,
                highWaterMarkBytes,
                highWaterMarkMessages,
                compression,
                maxDynamicNamespaces,
                Connects.USUAL,
                USUAL_CLOSING);
    }

    public EngineConfig {
        requirePositive("ping interval", pingInterval);
        requirePositive("ping timeout", pingTimeout);
        requirePositive("connect timeout", connectTimeout);
        requirePositive("upgrade timeout", upgradeTimeout);
        requirePositive("attachment timeout", attachmentTimeout);
        requirePositive("closing timeout", closingTimeout);
        requireAtLeast("max payload", maxPayloadBytes, 1_000, " bytes");
        requireAtLeast("high-water mark", highWaterMarkBytes, 1_000, " bytes");
        requireAtLeast("high-water mark in messages", highWaterMarkMessages, 1, "");
        requireAtLeast("max dynamic namespaces", maxDynamicNamespaces, 1, "");
    }

    /** Returns the same with another pace of asking for namespaces. */
    public EngineConfig with(Connects other) {
        return new EngineConfig(
                pingInterval,
                pingTimeout,
                maxPayloadBytes,
                connectTimeout,
                upgradeTimeout,
                attachmentTimeout,
                highWaterMarkBytes,
                highWaterMarkMessages,
                compression,
                maxDynamicNamespaces,
                other,
                closingTimeout);
    }

    /** Returns the same with another {@link #closingTimeout}. */
    EngineConfig closingWithin(Duration other) {
        return new EngineConfig(
                pingInterval,
                pingTimeout,
                maxPayloadBytes,
                connectTimeout,
                upgradeTimeout,
                attachmentTimeout,
                highWaterMarkBytes,
                highWaterMarkMessages,
                compression,
                maxDynamicNamespaces,
                connects,
                other);
    }

    /**
     * How fast one client may ask for namespaces.
     *
     * @param burst how many at once after a rest, default 50
     * @param each after how long there may be one more, default 50 ms
     * @param atOnce how many are put to their middleware at the same time, default 8; the rest waits
     */
    public record Connects(int burst, Duration each, int atOnce) {
        /** The pace of docs/protocol/engine.md. */
        public static final Connects USUAL = new Connects(50, Duration.ofMillis(50), 8);

        public Connects {
            requirePositive("interval between connects", each);
            requireAtLeast("connects at once after a rest", burst, 1, "");
            requireAtLeast("connects in progress", atOnce, 1, "");
        }
    }

    /**
     * permessage-deflate.
     *
     * @param offered whether it is agreed to
     * @param thresholdBytes the shortest message that is compressed, default 1024
     */
    public record Compression(boolean offered, int thresholdBytes) {
        /** No compression. */
        public static final Compression OFF = new Compression(false, 1_024);

        public Compression {
            requireAtLeast("compression threshold", thresholdBytes, 16, " bytes");
        }
    }

    private static void requirePositive(String name, Duration value) {
        if (value.toMillis() < 1) {
            throw new IllegalArgumentException(name + " is " + value + ", at least 1 ms");
        }
    }

    private static void requireAtLeast(String name, int value, int least, String unit) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is " + value + unit + ", at least " + least);
        }
    }
}
