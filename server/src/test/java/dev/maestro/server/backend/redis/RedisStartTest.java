package dev.maestro.server.backend.redis;

import static dev.maestro.server.backend.Sample.committed;
import static dev.maestro.server.backend.Sample.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.BackendStartException;
import dev.maestro.server.backend.RecordingListener;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** Which Redis a hub starts with, and how it says why it does not. */
@Timeout(120)
class RedisStartTest {
    private final TestRedis redis;
    private final Nodes nodes = new Nodes();

    RedisStartTest(@TempDir Path folder) {
        this.redis = TestRedis.start(folder);
    }

    @AfterEach
    void end() {
        nodes.close();
        redis.close();
    }

    @Test
    void whereNothingListensTheStartIsRefused() {
        redis.kill();

        assertRefused("redis://:s3cret@127.0.0.1:" + redis.port())
                .hasMessageContaining("127.0.0.1:" + redis.port())
                .hasMessageContaining("redis-url");
    }

    @Test
    void whereSomethingElseListensTheStartIsRefused() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> answerAsHttp(other));
            answering.setDaemon(true);
            answering.start();

            assertRefused("redis://127.0.0.1:" + other.getLocalPort());
        }
    }

    private static void answerAsHttp(ServerSocket other) {
        while (!other.isClosed()) {
            try (Socket socket = other.accept();
                    OutputStream out = socket.getOutputStream()) {
                out.write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            } catch (java.io.IOException e) {
                // The client has gone, or the test is over: the loop looks which.
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void aRedisThatDoesNotAnswerIsNotWaitedForLong() {
        redis.pause();
        try (Nodes hasty = new Nodes(Duration.ofSeconds(1))) {
            assertRefused(hasty, redis.url());
        }
        redis.goOn();
    }

    @Test
    void withAWrongPasswordTheStartIsRefused() {
        try (Jedis tool = Nodes.tool(redis)) {
            tool.configSet("requirepass", "right");
        }

        assertRefused("redis://:s3cret@127.0.0.1:" + redis.port()).hasMessageContaining("WRONGPASS");
        assertRefused(redis.url()).hasMessageContaining("NOAUTH");
        committed(nodes.open("redis://:right@127.0.0.1:" + redis.port()), told("a", 0));
    }

    @Test
    void aUserWithoutPowerOverTheRedisIsEnough() {
        try (Jedis tool = Nodes.tool(redis)) {
            tool.aclSetUser(
                    "hub",
                    "on",
                    ">s3cret",
                    "resetchannels",
                    "~" + Nodes.PREFIX + "*",
                    "&" + Nodes.PREFIX + "*",
                    "+@all",
                    "-@admin",
                    "-@dangerous",
                    "+info");
            tool.aclSetUser("default", "off");
        }
        Backend node = nodes.open("redis://hub:s3cret@127.0.0.1:" + redis.port());
        RecordingListener listener = Nodes.listen(node);
        committed(node, told("a", 0));

        listener.await(1);
        assertThat(node.troubles()).isEmpty();
        assertRefused("redis://hub:wrong@127.0.0.1:" + redis.port()).hasMessageContaining("WRONGPASS");
    }

    @Test
    void whatIsOfAnotherFormatIsLeftAlone() {
        try (Jedis tool = Nodes.tool(redis)) {
            tool.hset(Nodes.KEYS.state(), "format", "2");
            tool.hset(Nodes.KEYS.state(), "epoch", "later");

            assertRefused(redis.url()).hasMessageContaining("format 2");
            assertThat(tool.keys("*")).containsExactly(Nodes.KEYS.state());

            tool.hdel(Nodes.KEYS.state(), "format");
            assertRefused(redis.url()).hasMessageContaining("format");

            tool.del(Nodes.KEYS.state());
            tool.set(Nodes.KEYS.state(), "something");
            assertRefused(redis.url());
            assertThat(tool.get(Nodes.KEYS.state())).isEqualTo("something");
        }
    }

    @Test
    void aReplicaIsRefused(@TempDir Path other) {
        try (TestRedis replica = TestRedis.start(other, "--replicaof", "127.0.0.1", Integer.toString(redis.port()))) {
            assertRefused(replica.url()).hasMessageContaining("takes no writes");
        }
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertRefused(String url) {
        return assertRefused(nodes, url);
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(Nodes nodes, String url) {
        return assertThatThrownBy(() -> nodes.open(url))
                .isInstanceOf(BackendStartException.class)
                .hasMessageNotContaining("s3cret")
                .hasMessageNotContaining("wrong@");
    }
}
