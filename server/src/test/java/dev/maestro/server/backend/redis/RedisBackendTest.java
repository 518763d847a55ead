package dev.maestro.server.backend.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.BackendContract;
import dev.maestro.server.backend.Lease;
import dev.maestro.server.backend.Registry;
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
import org.junit.jupiter.api.Test;
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

    @Test
    void anEntryIsNotTakenOutByWhoseClockIsAhead() {
        Duration time = Duration.ofMinutes(1);
        try (Backend store = openStore("clocks", Limits.GENEROUS, Clock.systemUTC());
                Backend ahead =
                        openStore("clocks", Limits.GENEROUS, Clock.offset(Clock.systemUTC(), time.multipliedBy(2)))) {
            Lease lease = store.leases().take("node", time).orElseThrow();
            JsonBytes value = JsonBytes.of(1);
            assertThat(store.registry().claim(lease, "space", "a", value, null).won())
                    .isTrue();
            assertThat(ahead.registry().find("space", "a")).isEmpty();
            assertThat(ahead.registry().list("space")).isEmpty();
            assertThat(store.registry().find("space", "a")).contains(new Registry.Entry("a", lease, value));
            assertThat(store.registry().put(lease, "space", "a", value)).isTrue();
        }
    }
}
