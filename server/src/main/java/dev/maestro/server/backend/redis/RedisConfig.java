package dev.maestro.server.backend.redis;

import dev.maestro.server.config.RedisUrl;
import java.time.Duration;

/**
 * Where the Redis is, and how much is kept in it.
 *
 * @param url where it is
 * @param keyPrefix what all keys begin with
 * @param timeout how long a connection or an answer may take before the Redis counts as away, over 0
 * @param eventMaxAge how long an event can be replayed, over 0
 * @param eventMaxCount how many events can be replayed, at least 1
 * @param commitQueueCapacity how many commits, and beside them how many states of recovery sessions, may wait before
 *     further ones are refused, at least 1
 * @param recoveryWindow how long a recovery session is kept once its socket's connection is gone, at least 0
 */
public record RedisConfig(
        RedisUrl url,
        String keyPrefix,
        Duration timeout,
        Duration eventMaxAge,
        long eventMaxCount,
        int commitQueueCapacity,
        Duration recoveryWindow) {
    public RedisConfig {
        if (timeout.toMillis() < 1 || eventMaxAge.toMillis() < 1) {
            throw new IllegalArgumentException("timeout and event max age are at least 1 ms");
        }
        if (eventMaxCount < 1 || commitQueueCapacity < 1 || recoveryWindow.isNegative()) {
            throw new IllegalArgumentException("counts are at least 1, and the recovery window at least 0");
        }
    }
}
