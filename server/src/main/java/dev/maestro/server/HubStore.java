package dev.maestro.server;

import dev.maestro.server.auth.token.OwnSecret;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.StoreExport;
import dev.maestro.server.backend.StoreImport;
import dev.maestro.server.backend.embedded.EmbeddedBackend;
import dev.maestro.server.backend.embedded.EmbeddedExport;
import dev.maestro.server.backend.embedded.EmbeddedImport;
import dev.maestro.server.backend.redis.RedisBackend;
import dev.maestro.server.backend.redis.RedisConfig;
import dev.maestro.server.backend.redis.RedisExport;
import dev.maestro.server.backend.redis.RedisImport;
import dev.maestro.server.backend.redis.RedisSecret;
import dev.maestro.server.config.HubConfig;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where a hub has its data: in the Redis that hubs share, where one is set, else in its data folder, which is not made or
 * touched when there is a Redis.
 *
 * @param backend the store, open
 * @param secret where the hub's own secret is
 * @param rest what goes when the store is closed
 */
record HubStore(Backend backend, OwnSecret secret, AutoCloseable rest) implements AutoCloseable {
    /**
     * Opens it.
     *
     * @throws dev.maestro.server.backend.BackendStartException if it cannot be opened
     */
    static HubStore open(HubConfig config, Clock clock) {
        Optional<RedisConfig> shared = PartConfigs.redis(config);
        if (shared.isEmpty()) {
            return alone(
                    EmbeddedBackend.open(PartConfigs.embedded(config), clock), OwnSecret.inFolder(config.dataDir()));
        }
        RedisBackend redis = RedisBackend.open(shared.get(), clock);
        RedisSecret secret = RedisSecret.open(shared.get());
        return new HubStore(redis, new StoreSecret(secret, place(shared.get())), secret);
    }

    /** Returns what kind of store a hub has with these settings: {@code redis} or {@code embedded}. */
    static String kind(HubConfig config) {
        return PartConfigs.redis(config).isPresent() ? "redis" : "embedded";
    }

    /** Returns a store that nobody shares. */
    static HubStore alone(Backend backend, OwnSecret secret) {
        return new HubStore(backend, secret, () -> {});
    }

    /** Looks after what must stay there while hubs run, such as the secret. */
    void upkeep() {
        if (secret instanceof StoreSecret shared) {
            shared.keepAgain();
        }
    }

    @Override
    public void close() throws Exception {
        try (rest) {
            backend.close();
        }
    }

    /** Asks for a hub's own secret without opening its store. */
    static <T> T withSecret(HubConfig config, Function<OwnSecret, T> use) {
        Optional<RedisConfig> shared = PartConfigs.redis(config);
        if (shared.isEmpty()) {
            return use.apply(OwnSecret.inFolder(config.dataDir()));
        }
        try (RedisSecret secret = RedisSecret.open(shared.get())) {
            return use.apply(new StoreSecret(secret, place(shared.get())));
        }
    }

    /** Returns a hub's own secret, if one was made. */
    static Optional<byte[]> findSecret(HubConfig config) {
        return withSecret(config, OwnSecret::find);
    }

    /**
     * Keeps a secret that a hub made elsewhere.
     *
     * @throws dev.maestro.server.auth.token.SecretFileException if there is another
     */
    static void keepSecret(HubConfig config, byte[] secret) {
        var unused = withSecret(config, own -> {
            own.keep(secret);
            return secret;
        });
    }

    /**
     * Opens a store that no hub uses, to be taken elsewhere.
     *
     * @throws dev.maestro.server.backend.StoreTransferException if there is none, or a hub uses it
     * @throws dev.maestro.server.backend.BackendStartException if it cannot be opened
     */
    static StoreExport openExport(HubConfig config, Clock clock) {
        Optional<RedisConfig> shared = PartConfigs.redis(config);
        return shared.isPresent()
                ? RedisExport.open(shared.get(), clock)
                : EmbeddedExport.open(config.dataDir(), clock);
    }

    /**
     * Begins to fill an empty store.
     *
     * @param epoch the life of the log that comes
     * @throws dev.maestro.server.backend.StoreTransferException if it is not empty
     * @throws dev.maestro.server.backend.BackendStartException if it cannot be opened
     */
    static StoreImport openImport(HubConfig config, String epoch) {
        Optional<RedisConfig> shared = PartConfigs.redis(config);
        return shared.isPresent() ? RedisImport.open(shared.get(), epoch) : EmbeddedImport.open(config.dataDir());
    }

    /** Returns a sentence that says where a hub's data is. */
    static String description(HubConfig config) {
        return PartConfigs.redis(config)
                .map(redis -> "Data is " + place(redis) + "; every hub with that Redis and prefix is one with this.")
                .orElseGet(
                        () -> "Data is in " + config.dataDir().toAbsolutePath().normalize() + ", this hub's alone.");
    }

    private static String place(RedisConfig redis) {
        return "in Redis at " + redis.url() + " under " + redis.keyPrefix();
    }
}
