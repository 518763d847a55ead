package dev.maestro.server.cluster.terminal;

import static dev.maestro.server.cluster.terminal.Nodes.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.redis.RedisBackend;
import dev.maestro.server.backend.redis.RedisConfig;
import dev.maestro.server.backend.redis.TestRedis;
import dev.maestro.server.config.RedisUrl;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Terminals of three nodes that have nothing in common but a Redis. */
@Timeout(300)
class RedisClusterTest {
    @TempDir
    Path folder;

    private static Nodes nodes(TestRedis redis, Nodes.Times times) {
        List<Backend> each = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            each.add(RedisBackend.open(
                    new RedisConfig(
                            RedisUrl.parse(redis.url()),
                            "test:",
                            Duration.ofSeconds(15),
                            Duration.ofHours(1),
                            1_000_000,
                            1_000,
                            Duration.ofMinutes(2)),
                    Clock.systemUTC()));
        }
        return new Nodes(each, 0, times);
    }

    @Test
    void aTerminalIsShownTypedIntoAndMovedOverRedis() {
        try (TestRedis redis = TestRedis.start(folder);
                Nodes nodes = nodes(redis, Nodes.Times.USUAL)) {
            Pty pty = new Pty("owner", "user:ann");
            nodes.node(0).registers(pty, "s");
            Page one = nodes.watching(nodes.node(1), "one", "s");
            Page two = nodes.watching(nodes.node(2), "two", "s");
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 200; i++) {
                String piece = "line " + i + " é€😀".repeat(50) + "\r\n";
                all.append(piece);
                nodes.node(0).writes(pty, "s", piece);
                if (i % 10 == 0) {
                    String so = all.toString();
                    until(() -> one.text().equals(so) && two.text().equals(so));
                }
            }
            nodes.node(2).types(two, "s", "ls\r").toCompletableFuture().join();
            assertThat(pty.told).containsExactly("input p-s ls\r");
            Pty again = new Pty("again", "user:ann");
            assertThat(nodes.node(1).registers(again, "s", true, null, null).resumed())
                    .isTrue();
            nodes.node(1).writes(again, "s", "moved");
            String everything = all.append("moved").toString();
            until(() -> one.text().equals(everything) && two.text().equals(everything));
            assertThat(one.fault + two.fault).isEmpty();
            assertThat(one.resyncs + two.resyncs).isZero();
        }
    }

    @Test
    void terminalsGoOnWhenRedisIsBack() {
        try (TestRedis redis = TestRedis.start(folder);
                Nodes nodes = nodes(redis, Nodes.Times.LAPSING)) {
            Pty pty = new Pty("owner", "user:ann");
            nodes.node(0).registers(pty, "s");
            Page here = nodes.watching(nodes.node(0), "here", "s");
            Page there = nodes.watching(nodes.node(1), "there", "s");
            redis.kill();
            nodes.node(0).writes(pty, "s", "while it was away ");
            until(() -> here.text().equals("while it was away "));
            until(() -> nodes.node(2).cluster.node().lease().isEmpty());
            Pty other = new Pty("other", "user:bob");
            assertThatThrownBy(() -> nodes.node(2).registers(other, "t")).hasMessageContaining("cut off");
            redis.restart();
            until(() -> there.text().equals("while it was away "));
            nodes.node(0).writes(pty, "s", "and after");
            for (Page page : List.of(here, there)) {
                until(() -> page.text().equals("while it was away and after"));
            }
            assertThat(here.fault + there.fault).isEmpty();
            assertThat(here.isTold("terminal:exit") || there.isTold("terminal:exit"))
                    .isFalse();
        }
    }
}
