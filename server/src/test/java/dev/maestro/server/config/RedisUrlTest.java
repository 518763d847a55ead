package dev.maestro.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisUrlTest {
    @Test
    void aPlainUrlNamesOneHost() {
        assertThat(RedisUrl.parse("redis://localhost"))
                .isEqualTo(new RedisUrl(List.of(new RedisUrl.Host("localhost", 6379)), false, null, 0, null));
        assertThat(RedisUrl.parse("redis://:word@[::1]:7000/2"))
                .isEqualTo(new RedisUrl(
                        List.of(new RedisUrl.Host("::1", 7000)), false, new RedisUrl.Login(null, "word"), 2, null));
    }

    @Test
    void tlsAndAnAclUserAreNamed() {
        assertThat(RedisUrl.parse("rediss://ada:p%40ss+w%C3%B6rd@redis.example.org:6380/3"))
                .isEqualTo(new RedisUrl(
                        List.of(new RedisUrl.Host("redis.example.org", 6380)),
                        true,
                        new RedisUrl.Login("ada", "p@ss+wörd"),
                        3,
                        null));
    }

    @Test
    void sentinelsAreNamedWithTheirMaster() {
        assertThat(RedisUrl.parse("redis-sentinel://:word@a,b:26380/hub?db=4&sentinel-user=s&sentinel-password=t"))
                .isEqualTo(new RedisUrl(
                        List.of(new RedisUrl.Host("a", 26_379), new RedisUrl.Host("b", 26_380)),
                        false,
                        new RedisUrl.Login(null, "word"),
                        4,
                        new RedisUrl.Sentinel("hub", new RedisUrl.Login("s", "t"))));
    }

    @Test
    void itIsShownWithoutPasswords() {
        assertThat(RedisUrl.parse("rediss-sentinel://ada:word@a/hub?sentinel-password=other"))
                .asString()
                .isEqualTo("rediss-sentinel://ada:***@a:26379/hub?db=0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:6379",
                "http://localhost:6379",
                "redis://word@localhost",
                "redis://localhost:70000",
                "redis://localhost:0",
                "redis://localhost/first",
                "redis://localhost/-1",
                "redis://localhost/0/1",
                "redis://localhost?db=1",
                "redis://a,b",
                "redis://:word%zz@localhost",
                "redis-sentinel://a,b",
                "redis-sentinel://a,b/hub?db=x"
            })
    void whatIsNoUrlIsRefusedWithoutBeingRepeated(String text) {
        assertThatThrownBy(() -> ConfigLoader.load(null, Map.of(), Map.of("redis-url", text)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("redis-url")
                .message()
                .doesNotContain(text);
    }
}
