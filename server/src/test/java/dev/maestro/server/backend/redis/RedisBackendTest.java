package dev.maestro.server.backend.redis;

import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.BackendContract;
import dev.maestro.server.config.RedisUrl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Holds the Redis backend to the promises of every backend, over a real Redis. */
class RedisBackendTest extends BackendContract {
    private static final int QUEUE_CAPACITY = 10_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final AtomicInteger STORES = new AtomicInteger();

    @TempDir
    static Path folder;

    private static TestRedis redis;

    /** What the keys of this test begin with. */
    private final String prefix = "test-" + STORES.incrementAndGet() + "-";

    @BeforeAll
    static void startRedis() {
        try {
            redis = TestRedis.start(Files.createTempDirectory(folder, "redis"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @Override
    protected Backend openStore(String name, Limits limits, Clock clock) {
        return RedisBackend.open(
                new RedisConfig(
                        RedisUrl.parse(redis.url()),
                        prefix + name + ":",
                        TIMEOUT,
                        limits.eventMaxAge(),
                        limits.eventMaxCount(),
                        QUEUE_CAPACITY,
                        limits.recoveryWindow()),
                clock);
    }

    @Override
    protected boolean isShared() {
        return true;
    }
}
