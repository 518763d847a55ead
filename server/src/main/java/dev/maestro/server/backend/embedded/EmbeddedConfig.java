package dev.maestro.server.backend.embedded;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where the embedded store keeps its files, and how much.
 *
 * @param dataDir the folder of the store; made when it does not exist; one hub at a time
 * @param eventMaxAge how long an event can be replayed, over 0
 * @param eventMaxCount how many events can be replayed, at least 1
 * @param commitQueueCapacity how many commits, and beside them how many states of recovery sessions, may wait for the
 *     disk before further ones are refused, at least 1
 * @param recoveryWindow how long a recovery session is kept once its socket's connection is gone, at least 0
 */
public record EmbeddedConfig(
        Path dataDir, Duration eventMaxAge, long eventMaxCount, int commitQueueCapacity, Duration recoveryWindow) {
    public EmbeddedConfig {
        dataDir = dataDir.toAbsolutePath().normalize();
        if (eventMaxAge.toMillis() < 1) {
            throw new IllegalArgumentException("event max age is " + eventMaxAge + ", at least 1 ms");
        }
        if (eventMaxCount < 1) {
            throw new IllegalArgumentException("event max count is " + eventMaxCount + ", at least 1");
        }
        if (commitQueueCapacity < 1) {
            throw new IllegalArgumentException("commit queue capacity is " + commitQueueCapacity + ", at least 1");
        }
        if (recoveryWindow.isNegative()) {
            throw new IllegalArgumentException("recovery window is " + recoveryWindow + ", at least 0");
        }
    }
}
