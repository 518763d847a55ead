package dev.maestro.server.backend.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

class RedisServerTest {
    private static final String INFO =
            "# Server\r\nredis_version:7.0.15\r\nrun_id:abc\r\n# Persistence\r\nloading:0\r\n"
                    + "# Replication\r\nrole:master\r\n";

    @Test
    void whatARedisSaysOfItselfIsRead() {
        RedisServer server = RedisServer.of(INFO);

        assertThat(server).isEqualTo(new RedisServer("abc", "7.0.15", "master", false));
        server.requireFit();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "6.2.0, true",
        "6.2, true",
        "6.10.1, true",
        "7.0.15, true",
        "10.0.0, true",
        "6.1.240, false",
        "6.0.16, false",
        "5.0.14.1, false",
        "2.8.24, false",
        "unknown, false",
        "6, false",
        "99999999999.1, false",
    })
    void sixPointTwoIsTheOldest(String version, boolean fit) {
        assertThat(new RedisServer("abc", version, "master", false).isNewEnough())
                .isEqualTo(fit);
    }

    @Test
    void anOldOneIsRefusedWithItsVersionAndTheOldestThatWillDo() {
        RedisServer old = RedisServer.of(INFO.replace("7.0.15", "6.0.16"));

        assertThatThrownBy(old::requireFit)
                .isInstanceOf(JedisException.class)
                .hasMessageContaining("6.0.16")
                .hasMessageContaining("6.2");
    }

    @Test
    void aReplicaAndOneThatIsLoadingAreTriedAgain() {
        assertThatThrownBy(RedisServer.of(INFO.replace("role:master", "role:slave"))::requireFit)
                .isInstanceOf(JedisConnectionException.class);
        assertThatThrownBy(RedisServer.of(INFO.replace("loading:0", "loading:1"))::requireFit)
                .isInstanceOf(JedisConnectionException.class);
    }

    @Test
    void oneThatDoesNotSayWhichItIsIsRefused() {
        assertThatThrownBy(() -> RedisServer.of("redis_version:7.0.15\r\n")).isInstanceOf(JedisException.class);
    }
}
