package dev.maestro.server;

import dev.maestro.server.auth.HostPolicy;
import dev.maestro.server.auth.OriginPolicy;
import dev.maestro.server.auth.TokenEnd;
import dev.maestro.server.auth.TrustedProxies;
import dev.maestro.server.backend.embedded.EmbeddedConfig;
import dev.maestro.server.backend.redis.RedisConfig;
import dev.maestro.server.config.HubConfig;
import dev.maestro.server.domain.chat.MessageLimits;
import dev.maestro.server.drain.DrainTimes;
import dev.maestro.server.edge.EdgeConfig;
import dev.maestro.server.edge.EdgeRules;
import dev.maestro.server.rawsocket.RawSocketConfig;
import dev.maestro.server.socketio.EngineConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the settings mean for each part of the hub: no part but this and {@code config} knows how they are written. */
final class PartConfigs {
    private PartConfigs() {}

    static EmbeddedConfig embedded(HubConfig config) {
        return new EmbeddedConfig(
                config.dataDir(),
                config.events().maxAge(),
                config.events().maxCount(),
                config.maxWaitingCommits(),
                config.recovery().window());
    }

    /** Returns the Redis that hubs share; empty when the hub stands alone. */
    static Optional<RedisConfig> redis(HubConfig config) {
        HubConfig.RedisSettings redis = config.redis();
        return redis.shared()
                .map(url -> new RedisConfig(
                        url,
                        redis.keyPrefix(),
                        redis.timeout(),
                        config.events().maxAge(),
                        config.events().maxCount(),
                        config.maxWaitingCommits(),
                        config.recovery().window()));
    }

    static EngineConfig engine(HubConfig config) {
        HubConfig.EngineSettings engine = config.engine();
        return new EngineConfig(
                engine.pingInterval(),
                engine.pingTimeout(),
                engine.maxPayload().bytesAsInt(),
                engine.connectTimeout(),
                engine.upgradeTimeout(),
                EngineConfig.STANDARD.attachmentTimeout(),
                engine.highWaterMark().bytesAsInt(),
                engine.highWaterMarkMessages(),
                new EngineConfig.Compression(
                        engine.compression(), engine.compressionThreshold().bytesAsInt()),
                engine.maxDynamicNamespaces());
    }

    static DrainTimes drain(HubConfig config) {
        return new DrainTimes(config.drain().notice(), config.drain().deadline());
    }

    static TokenEnd.Rules tokenEnd(HubConfig config) {
        return new TokenEnd.Rules(config.auth().expiryWarning(), config.auth().expiryGrace());
    }

    static EdgeConfig edge(HubConfig config) {
        return EdgeConfig.defaults().withConnectionsPerAddress(config.limits().connectionsPerAddress());
    }

    static EdgeRules edgeRules(HubConfig config, OriginPolicy origins) {
        List<String> hosts = new ArrayList<>(config.hosts());
        config.reachedAt().ifPresent(external -> hosts.add(external.getHost()));
        return new EdgeRules(origins, HostPolicy.allowing(hosts), TrustedProxies.of(config.trustedProxies()));
    }

    static RawSocketConfig rawSockets(HubConfig config) {
        RawSocketConfig usual = RawSocketConfig.defaults();
        return new RawSocketConfig(
                config.engine().maxPayload().bytesAsInt(),
                usual.maxFragments(),
                usual.maxSessionIds(),
                config.engine().highWaterMark().bytesAsInt(),
                usual.pingInterval(),
                usual.closeTimeout());
    }

    static MessageLimits messages(HubConfig config) {
        HubConfig.PortalSettings portal = config.portal();
        return new MessageLimits(
                portal.messageLength(),
                portal.attachments(),
                portal.attachmentSize().bytesAsInt());
    }

    /** Returns the web pages that may talk to the hub: those of wherever it is reached from outside, too. */
    static List<String> origins(HubConfig config) {
        List<String> origins = new ArrayList<>(config.origins());
        config.reachedAt().ifPresent(external -> origins.add(external.toString()));
        return origins;
    }
}
