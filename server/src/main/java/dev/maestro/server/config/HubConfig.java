package dev.maestro.server.config;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be set, as it holds for this run.
 *
 * @param host the address to listen on
 * @param port the port to listen on; 0 for a free one
 * @param extraPorts further ports to listen on
 * @param dataDir the folder that holds all data
 * @param logLevel how much is logged
 * @param externalUrl where people reach the hub from outside; null when nobody does
 * @param origins web pages that may talk to the hub, beside the known clients
 * @param hosts host names the hub is reached by, beside its own; {@code *} for any
 * @param trustedProxies addresses and ranges of proxies whose forwarding headers are believed
 * @param auth keys, owners and what happens when tokens end
 * @param limits how much anybody may ask of the hub
 * @param portal how much clients of the portal namespaces may ask
 * @param engine the Socket.IO engine
 * @param terminal what is kept of terminals
 * @param agents when agents count as lost
 * @param redis the Redis that hubs share
 * @param events what is kept of the event log
 * @param audit what is kept of who did what
 * @param recovery how clients whose connection broke are recovered
 * @param drain how long stopping may take
 * @param maxWaitingCommits how many changes may wait to be stored
 */
public record HubConfig(
        InetAddress host,
        int port,
        ExtraPorts extraPorts,
        Path dataDir,
        LogLevel logLevel,
        @Nullable URI externalUrl,
        List<String> origins,
        List<String> hosts,
        List<AddressRange> trustedProxies,
        AuthSettings auth,
        LimitSettings limits,
        PortalSettings portal,
        EngineSettings engine,
        TerminalSettings terminal,
        AgentSettings agents,
        RedisSettings redis,
        EventSettings events,
        AuditSettings audit,
        RecoverySettings recovery,
        DrainSettings drain,
        int maxWaitingCommits) {

    public HubConfig {
        origins = List.copyOf(origins);
        hosts = List.copyOf(hosts);
        trustedProxies = List.copyOf(trustedProxies);
    }

    /** Returns the same settings but for those that can be changed while the hub runs. */
    HubConfig with(LogLevel level, List<String> allowedOrigins, LimitSettings newLimits, PortalSettings newPortal) {
        return new HubConfig(
                host,
                port,
                extraPorts,
                dataDir,
                level,
                externalUrl,
                allowedOrigins,
                hosts,
                trustedProxies,
                auth,
                newLimits,
                newPortal,
                engine,
                terminal,
                agents,
                redis,
                events,
                audit,
                recovery,
                drain,
                maxWaitingCommits);
    }

    /** Returns where people reach the hub from outside, if they do. */
    public Optional<URI> reachedAt() {
        return Optional.ofNullable(externalUrl);
    }

    /**
     * Ports on which the hub is, too, for clients that expect it there; 0 for a free one, null for none.
     *
     * @param portal of the setting {@code portal.port}
     * @param brain of the setting {@code brain.port}
     */
    public record ExtraPorts(
            @Nullable Integer portal, @Nullable Integer brain) {
        /** Returns those that are set, by their settings' keys. */
        public Map<String, Integer> bySetting() {
            Map<String, Integer> ports = new LinkedHashMap<>();
            put(ports, Settings.PORTAL_PORT.key(), portal);
            put(ports, Settings.BRAIN_PORT.key(), brain);
            return ports;
        }

        private static void put(Map<String, Integer> ports, String key, @Nullable Integer port) {
            if (port != null) {
                ports.put(key, port);
            }
        }
    }

    /**
     * Whose tokens hold, and for how long a socket outlives its own.
     *
     * @param jwtSecret the secret that signs users' tokens (HS256); null when none is set
     * @param supabaseUrl the Supabase project whose users may come; null when none is set
     * @param jwksUrl where the issuer's public keys are; null when not set
     * @param jwtIssuer who must have issued a token; null when not set
     * @param jwtAudience whom a token must be for; null when not set
     * @param owners e-mail addresses of users who may see and do everything
     * @param expiryWarning how long before its token ends a socket is told
     * @param expiryGrace how long a socket stays after its token ended
     */
    public record AuthSettings(
            @Nullable String jwtSecret,
            @Nullable URI supabaseUrl,
            @Nullable URI jwksUrl,
            @Nullable String jwtIssuer,
            @Nullable String jwtAudience,
            List<String> owners,
            Duration expiryWarning,
            Duration expiryGrace) {
        public AuthSettings {
            owners = List.copyOf(owners);
        }

        /** Returns whether anybody's key is set, so that people on other machines can prove who they are. */
        public boolean hasKey() {
            return jwtSecret != null || supabaseUrl != null || jwksUrl != null;
        }

        /** Shows nothing of the secret. */
        @Override
        public String toString() {
            return "AuthSettings[jwtSecret=" + (jwtSecret == null ? "not set" : "set") + ", supabaseUrl=" + supabaseUrl
                    + ", jwksUrl=" + jwksUrl + ", jwtIssuer=" + jwtIssuer + ", jwtAudience=" + jwtAudience + "]";
        }
    }

    /**
     * How much anybody may ask of the hub; {@code docs/config.md} says what each does.
     *
     * @param eventsPerSecond how many events a second a socket may send
     * @param eventsBurst how many at once
     * @param requestsPerSecond how many REST requests a second a user or agent may send
     * @param requestsBurst how many at once
     * @param connectionsPerPrincipal how many connections with native or raw sockets a user or agent may have
     * @param connectionsPerAddress how many connections an address may have
     * @param roomsPerSocket how many rooms a socket may be in
     * @param subscriptionsPerCall how many rooms it may join at once
     * @param refusedLoginsPerMinute how many bad tokens an address may show
     * @param authenticateWithin how long a socket of a portal namespace may take to say who it is
     * @param banAfter how long somebody may be over a limit before they are banned
     * @param ban how long a ban lasts
     * @param terminalOutput how much terminal output a second an owner may send unasked
     */
    public record LimitSettings(
            int eventsPerSecond,
            int eventsBurst,
            int requestsPerSecond,
            int requestsBurst,
            int connectionsPerPrincipal,
            int connectionsPerAddress,
            int roomsPerSocket,
            int subscriptionsPerCall,
            int refusedLoginsPerMinute,
            Duration authenticateWithin,
            Duration banAfter,
            Duration ban,
            ByteSize terminalOutput) {}

    /**
     * How much clients of the portal namespaces may ask, and chat messages may hold.
     *
     * @param messagesPerSecond how many events a second a socket may send
     * @param messagesPerMinute how many events a minute
     * @param connections how many connections with sockets of portal namespaces a user may have
     * @param messageLength how many characters a chat message may have
     * @param attachments how many files it may speak of
     * @param attachmentSize how large each of them may be
     */
    public record PortalSettings(
            int messagesPerSecond,
            int messagesPerMinute,
            int connections,
            int messageLength,
            int attachments,
            ByteSize attachmentSize) {}

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
     * What is kept of terminals; {@code docs/config.md} says what each does.
     *
     * @param ring how much of the latest output is kept
     * @param grace how long a terminal waits for its owner
     * @param snapshots whether viewers are given screens
     * @param historyLines how many lines above the screen such a screen has
     * @param maxTerminals how many terminals there may be
     */
    public record TerminalSettings(
            ByteSize ring, Duration grace, boolean snapshots, int historyLines, int maxTerminals) {}

    /**
     * When agents count as lost.
     *
     * @param grace how long one whose connection broke may take to come back
     * @param staleAfter how long a connected one may be silent
     */
    public record AgentSettings(Duration grace, Duration staleAfter) {}

    /**
     * The Redis that hubs share; {@code docs/config.md} says what each does.
     *
     * @param url where it is; null when the hub stands alone
     * @param keyPrefix what the names of all keys begin with
     * @param timeout how long it may take to answer
     * @param nodeLease how long a hub that is not heard of keeps what it has
     */
    public record RedisSettings(@Nullable RedisUrl url, String keyPrefix, Duration timeout, Duration nodeLease) {
        /** Returns where it is, unless the hub stands alone. */
        public Optional<RedisUrl> shared() {
            return Optional.ofNullable(url);
        }
    }

    /**
     * What is kept of the event log; the narrower of the two limits holds.
     *
     * @param maxAge how long events are kept
     * @param maxCount how many events are kept
     */
    public record EventSettings(Duration maxAge, long maxCount) {}

    /**
     * What is kept of who did what; the narrower of the two limits holds.
     *
     * @param keep how long entries are kept
     * @param maxEntries how many entries are kept
     */
    public record AuditSettings(Duration keep, int maxEntries) {}

    /**
     * How long stopping may take.
     *
     * @param notice how long the hub goes on serving once it says that it is not ready
     * @param deadline by when clients have gone after that
     */
    public record DrainSettings(Duration notice, Duration deadline) {}

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
