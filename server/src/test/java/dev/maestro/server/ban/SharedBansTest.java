package dev.maestro.server.ban;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.MovableClock;
import dev.maestro.server.backend.Sample;
import dev.maestro.server.backend.embedded.EmbeddedBackend;
import dev.maestro.server.backend.embedded.EmbeddedConfig;
import dev.maestro.server.backend.redis.RedisBackend;
import dev.maestro.server.backend.redis.RedisConfig;
import dev.maestro.server.backend.redis.TestRedis;
import dev.maestro.server.config.RedisUrl;
import dev.maestro.server.limit.Bans;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ban of one node holds on all. */
class SharedBansTest {
    private static final Duration LENGTH = Duration.ofMinutes(5);
    private static final String WHO = "user:u1";

    private final Path folder;
    private final MovableClock clock = new MovableClock();
    private final List<AutoCloseable> opened = new ArrayList<>();

    SharedBansTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    @Test
    void whoIsBannedOnOneNodeIsOnAll() {
        Backend backend = embedded();
        Bans here = node(backend);
        Bans there = node(backend);
        here.ban(WHO);

        awaitBanned(there, WHO);
        assertThat(there.check("user:u2").isAllowed()).isTrue();
        assertThat(there.check(WHO).retryAfterMillis()).isLessThanOrEqualTo(LENGTH.toMillis());
    }

    @Test
    void aNodeThatStartsLaterHoldsToIt() {
        Backend backend = embedded();
        Bans here = node(backend);
        here.ban(WHO);
        awaitKept(backend);
        clock.move(LENGTH.minusSeconds(10));
        Bans late = node(backend);

        assertThat(late.check(WHO).retryAfterMillis()).isBetween(1L, 10_000L);
    }

    @Test
    void aBanEndsEverywhere() {
        Backend backend = embedded();
        Bans here = node(backend);
        Bans there = node(backend);
        here.ban(WHO);
        awaitBanned(there, WHO);
        awaitKept(backend);
        clock.move(LENGTH);

        assertThat(here.check(WHO).isAllowed()).isTrue();
        assertThat(there.check(WHO).isAllowed()).isTrue();
        assertThat(node(backend).check(WHO).isAllowed()).isTrue();
    }

    @Test
    void aBanMadeAnewLastsAnew() {
        Backend backend = embedded();
        Bans here = node(backend);
        Bans there = node(backend);
        here.ban(WHO);
        awaitBanned(there, WHO);
        awaitKept(backend);
        clock.move(Duration.ofMinutes(4));
        there.ban(WHO);
        Sample.await(
                "the new end",
                () -> here.check(WHO).retryAfterMillis() > Duration.ofMinutes(4).toMillis());
        long newEnd = clock.millis() + LENGTH.toMillis();
        Sample.await("the kept one", () -> backend.registry().list("bans").stream()
                .anyMatch(entry -> entry.value().tree().get("until").asLong() == newEnd));
        clock.move(Duration.ofMinutes(2));

        assertThat(node(backend).check(WHO).isAllowed()).isFalse();
    }

    @Test
    void longNamesAreSharedAsWell() {
        Backend backend = embedded();
        Bans here = node(backend);
        Bans there = node(backend);
        String longest = "user:" + "x".repeat(5_000);
        here.ban(longest);

        awaitBanned(there, longest);
    }

    @Test
    void whatWasHeardIsNotSaidAgain() {
        Backend backend = embedded();
        List<String> said = new CopyOnWriteArrayList<>();
        Bans there = node(backend);
        Bans here = node(backend);
        opened.add(backend.live().subscribe("bans", message -> said.add(new String(message, UTF_8))));
        here.ban(WHO);
        awaitBanned(there, WHO);
        here.ban("user:last");
        awaitBanned(there, "user:last");

        Sample.await("both", () -> said.size() >= 2);
        assertThat(said).hasSize(2);
    }

    @Test
    void aBanOutlivesItsNodeInRedis() throws IOException {
        TestRedis redis = redis();
        Backend first = redisBackend(redis);
        Backend second = redisBackend(redis);
        Bans here = node(first);
        Bans there = node(second);
        here.ban(WHO);
        awaitBanned(there, WHO);
        awaitKept(first);
        first.close();

        assertThat(node(redisBackend(redis)).check(WHO).isAllowed()).isFalse();
    }

    @Test
    void aBanMadeWhileRedisIsAwayIsToldWhenItIsBack() throws IOException {
        TestRedis redis = redis();
        Bans here = node(redisBackend(redis));
        Bans there = node(redisBackend(redis));
        redis.kill();
        here.ban(WHO);
        assertThat(here.check(WHO).isAllowed()).isFalse();
        redis.restart();

        awaitBanned(there, WHO);
    }

    private static void awaitBanned(Bans bans, String who) {
        Sample.await("the ban", () -> !bans.check(who).isAllowed());
    }

    private static void awaitKept(Backend backend) {
        Sample.await("what is kept", () -> !backend.registry().list("bans").isEmpty());
    }

    private Bans node(Backend backend) {
        Bans bans = new Bans(LENGTH, () -> TimeUnit.MILLISECONDS.toNanos(clock.millis()));
        opened.add(SharedBans.start(
                bans, new SharedBans.Shared(backend.live(), backend.leases(), backend.registry()), clock));
        return bans;
    }

    private Backend embedded() {
        Backend backend = EmbeddedBackend.open(
                new EmbeddedConfig(folder.resolve("data"), Duration.ofHours(1), 1_000, 1_000, Duration.ofMinutes(2)),
                clock);
        opened.add(backend);
        return backend;
    }

    private TestRedis redis() throws IOException {
        TestRedis redis = TestRedis.start(Files.createDirectory(folder.resolve("redis")));
        opened.add(redis);
        return redis;
    }

    private Backend redisBackend(TestRedis redis) {
        Backend backend = RedisBackend.open(
                new RedisConfig(
                        RedisUrl.parse(redis.url()),
                        "test:",
                        Duration.ofSeconds(5),
                        Duration.ofHours(1),
                        1_000,
                        1_000,
                        Duration.ofMinutes(2)),
                clock);
        opened.add(backend);
        return backend;
    }
}
