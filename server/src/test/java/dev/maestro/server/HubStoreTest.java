package dev.maestro.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.server.auth.token.OwnSecret;
import dev.maestro.server.auth.token.SecretFileException;
import dev.maestro.server.backend.BackendStartException;
import dev.maestro.server.backend.redis.TestRedis;
import dev.maestro.server.config.ConfigLoader;
import dev.maestro.server.config.HubConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubStoreTest {
    @TempDir
    Path folder;

    @Test
    void allHubsOfARedisGoByOneSecretWhoeverMakesItFirst() throws Exception {
        try (TestRedis redis = redis()) {
            HubConfig config = config(redis.url());
            assertThat(HubStore.findSecret(config)).isEmpty();

            ExecutorService threads = Executors.newFixedThreadPool(8);
            Set<String> made = new HashSet<>();
            List<CompletableFuture<String>> all = IntStream.range(0, 8)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> HubStore.withSecret(
                                    config, own -> HexFormat.of().formatHex(own.findOrMake())),
                            threads))
                    .toList();
            all.forEach(secret -> made.add(secret.join()));
            threads.shutdown();

            assertThat(made).hasSize(1);
            assertThat(HubStore.findSecret(config).orElseThrow()).hasSize(OwnSecret.BYTES);
            assertThat(folder.resolve("data")).doesNotExist();
        }
    }

    @Test
    void aSecretThatIsGoneIsPutBackByWhoeverGoesByIt() throws Exception {
        try (TestRedis redis = redis();
                HubStore store = HubStore.open(config(redis.url()), Clock.systemUTC())) {
            byte[] ours = store.secret().findOrMake();
            redis.restartEmpty();
            assertThat(HubStore.findSecret(config(redis.url()))).isEmpty();
            store.upkeep();

            assertThat(HubStore.findSecret(config(redis.url())).orElseThrow()).isEqualTo(ours);
            assertThatThrownBy(() -> HubStore.keepSecret(config(redis.url()), new byte[OwnSecret.BYTES]))
                    .isInstanceOf(SecretFileException.class)
                    .hasMessageContaining("another secret");
        }
    }

    @Test
    void aRedisThatIsNotThereIsNamedWithoutItsPassword() throws Exception {
        HubConfig config;
        try (TestRedis redis = redis()) {
            config = config(redis.url().replace("//", "//user:a-password@"));
        }
        assertThatThrownBy(() -> HubStore.open(config, Clock.systemUTC()))
                .isInstanceOf(BackendStartException.class)
                .hasMessageContaining("127.0.0.1")
                .hasMessageContaining("redis-url")
                .hasMessageNotContaining("a-password");
        assertThatThrownBy(() -> HubStore.findSecret(config))
                .isInstanceOf(SecretFileException.class)
                .hasMessageContaining("redis-url")
                .hasMessageNotContaining("a-password");
        assertThat(HubStore.description(config))
                .contains("in Redis at redis://")
                .doesNotContain("a-password");
    }

    private TestRedis redis() throws Exception {
        return TestRedis.start(Files.createDirectory(folder.resolve("redis")));
    }

    private HubConfig config(String url) {
        return ConfigLoader.load(
                        null,
                        Map.of(),
                        Map.of(
                                "redis-url",
                                url,
                                "redis.timeout",
                                "30s",
                                "data-dir",
                                folder.resolve("data").toString()))
                .config();
    }
}
