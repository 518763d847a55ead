package dev.maestro.server.doctor;

import dev.maestro.server.backend.redis.RedisConfig;
import dev.maestro.server.config.HubConfig;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The hub that is looked at, which may run or not.
 *
 * @param redis the Redis it shares with others; empty if it stands alone
 * @param publicUrl where people reach it from outside
 * @param token makes a token of its keys, for a minute and without any right; empty if only others can
 */
public record Subject(
        HubConfig config,
        Optional<RedisConfig> redis,
        Optional<URI> publicUrl,
        Supplier<Optional<String>> token,
        Clock clock) {}
