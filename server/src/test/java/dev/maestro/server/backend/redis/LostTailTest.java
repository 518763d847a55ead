package dev.maestro.server.backend.redis;

import static dev.maestro.server.backend.Sample.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.Offset;
import dev.maestro.server.backend.RecordingListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** A Redis that comes back without what it had, or another that takes over. */
@Timeout(180)
class LostTailTest {
    private final Path temp;
    private final TestRedis redis;
    private final Nodes nodes = new Nodes();

    LostTailTest(@TempDir Path temp) {
        this.temp = temp;
        this.redis = TestRedis.start(folder("redis"));
    }

    @AfterEach
    void end() {
        nodes.close();
        redis.close();
    }

    @Test
    void whatARestartLostIsNoticedByWhoeverKnewIt() {
        Backend node = nodes.open(redis.url());
        RecordingListener listener = Nodes.listen(node);
        Nodes.tell(node, "a", 5);
        redis.copyTo(temp.resolve("copy"));
        Offset old = Nodes.tell(node, "b", 5);
        listener.await(10);
        redis.restartFrom(temp.resolve("copy"));

        Nodes.tellOnceItWorks(node, "after");
        Nodes.awaitEvent(listener, "after");
        assertNewEpoch(listener, old);
        assertThat(node.feed().read(at(old, 3), 10).lost()).isTrue();
    }

    @Test
    void aRestartThatLostNothingIsNoGap() {
        Backend node = nodes.open(redis.url());
        RecordingListener listener = Nodes.listen(node);
        Offset old = Nodes.tell(node, "a", 5);
        for (int i = 0; i < 3; i++) {
            redis.restart();
            Nodes.tellOnceItWorks(node, "b" + i);
        }
        Nodes.awaitEvent(listener, "b2");
        assertThat(listener.gaps()).isEmpty();
        assertThat(Nodes.names(listener)).containsExactly("a1", "a2", "a3", "a4", "a5", "b0", "b1", "b2");
        assertThat(node.feed().head().epoch()).isEqualTo(old.epoch());
    }

    @Test
    void itIsNoticedAlsoWhenOneWhoKnewLessWentOnBefore() {
        try (FlakyProxy oneLine = FlakyProxy.to(redis.port());
                FlakyProxy otherLine = FlakyProxy.to(redis.port())) {
            Backend knowing = nodes.open(Nodes.url(oneLine));
            Backend ignorant = nodes.open(Nodes.url(otherLine));
            RecordingListener atKnowing = Nodes.listen(knowing);
            RecordingListener atIgnorant = Nodes.listen(ignorant);
            Nodes.tell(knowing, "a", 5);
            atIgnorant.await(5);
            redis.copyTo(temp.resolve("copy"));
            otherLine.refuse();
            Offset old = Nodes.tell(knowing, "b", 5);
            atKnowing.await(10);
            oneLine.refuse();
            redis.restartFrom(temp.resolve("copy"));
            otherLine.heal();
            Nodes.tellOnceItWorks(ignorant, "between");
            // More than was lost: the numbers alone tell nothing.
            Nodes.tell(ignorant, "c", 20);
            Nodes.awaitEvent(atIgnorant, "c20");
            assertThat(atIgnorant.gaps()).isEmpty();
            oneLine.heal();

            await(
                    "gaps",
                    () -> atKnowing.gaps().size() == 1 && atIgnorant.gaps().size() == 1);
            Nodes.tellOnceItWorks(knowing, "after");
            Nodes.awaitEvent(atKnowing, "after");
            Nodes.awaitEvent(atIgnorant, "after");
            assertNewEpoch(atKnowing, old);
            assertNewEpoch(atIgnorant, old);
            assertThat(ignorant.feed().read(at(old, 8), 10).lost()).isTrue();
        }
    }

    @Test
    void anOldCopyThatIsPutBackAfterAnEpochEndedBeginsAnotherOne() {
        Backend node = nodes.open(redis.url());
        RecordingListener listener = Nodes.listen(node);
        Offset old = Nodes.tell(node, "a", 5);
        listener.await(5);
        redis.copyTo(temp.resolve("copy"));
        redis.restartEmpty();
        Nodes.tellOnceItWorks(node, "between");
        Nodes.awaitEvent(listener, "between");
        redis.restartFrom(temp.resolve("copy"));
        Nodes.tellOnceItWorks(node, "after");
        Nodes.awaitEvent(listener, "after");

        assertThat(listener.gaps()).hasSize(2).doesNotHaveDuplicates();
        assertThat(listener.gaps()).noneMatch(gap -> gap.epoch().equals(old.epoch()));
        assertThat(node.feed().head().epoch()).isEqualTo(listener.gaps().get(1).epoch());
    }

    @Test
    void aReplicaThatHadEverythingTakesOverWithoutAGap() {
        try (TestRedis replica =
                        TestRedis.start(folder("replica"), "--replicaof", "127.0.0.1", Integer.toString(redis.port()));
                FlakyProxy line = FlakyProxy.to(redis.port())) {
            Backend node = nodes.open(Nodes.url(line));
            RecordingListener listener = Nodes.listen(node);
            Offset old = Nodes.tell(node, "a", 5);
            awaitReplicated(replica, old);
            promote(replica, line);

            Nodes.tellOnceItWorks(node, "after");
            Nodes.awaitEvent(listener, "after");
            assertThat(Nodes.names(listener)).containsExactly("a1", "a2", "a3", "a4", "a5", "after");
            assertThat(listener.gaps()).isEmpty();
        }
    }

    @Test
    void aReplicaThatWasBehindBeginsAnEpoch() {
        try (FlakyProxy replication = FlakyProxy.to(redis.port());
                TestRedis replica = TestRedis.start(
                        folder("replica"), "--replicaof", "127.0.0.1", Integer.toString(replication.port()));
                FlakyProxy line = FlakyProxy.to(redis.port())) {
            Backend node = nodes.open(Nodes.url(line));
            RecordingListener listener = Nodes.listen(node);
            awaitReplicated(replica, Nodes.tell(node, "a", 5));
            replication.refuse();
            Offset old = Nodes.tell(node, "b", 5);
            listener.await(10);
            promote(replica, line);

            Nodes.tellOnceItWorks(node, "after");
            Nodes.awaitEvent(listener, "after");
            assertNewEpoch(listener, old);
        }
    }

    @Test
    void aMasterThatBecomesAReplicaIsLeft() {
        try (TestRedis replica =
                        TestRedis.start(folder("replica"), "--replicaof", "127.0.0.1", Integer.toString(redis.port()));
                FlakyProxy line = FlakyProxy.to(redis.port())) {
            Backend node = nodes.open(Nodes.url(line));
            RecordingListener listener = Nodes.listen(node);
            awaitReplicated(replica, Nodes.tell(node, "a", 5));
            try (Jedis newMaster = Nodes.tool(replica);
                    Jedis oldMaster = Nodes.tool(redis)) {
                newMaster.replicaofNoOne();
                // The connections of the node stay.
                oldMaster.replicaof("127.0.0.1", replica.port());
                line.turnTo(replica.port());
            }
            Nodes.tellOnceItWorks(node, "after");
            Nodes.awaitEvent(listener, "after");
            assertThat(Nodes.names(listener)).doesNotHaveDuplicates().contains("a5", "after");
            assertThat(node.feed().read(node.feed().head(), 1).lost()).isFalse();
        }
    }

    @Test
    void aSentinelSaysWhoTookOver() {
        try (TestRedis replica =
                        TestRedis.start(folder("replica"), "--replicaof", "127.0.0.1", Integer.toString(redis.port()));
                TestRedis sentinel = TestRedis.sentinel(folder("sentinel"), "hub", redis)) {
            Backend node = nodes.open("redis-sentinel://127.0.0.1:" + sentinel.port() + "/hub");
            RecordingListener listener = Nodes.listen(node);
            Offset old = Nodes.tell(node, "a", 5);
            awaitReplicated(replica, old);
            awaitSentinelKnows(sentinel);
            sentinel.watchClosely("hub");
            redis.kill();

            Nodes.tellOnceItWorks(node, "after");
            Nodes.awaitEvent(listener, "after");
            assertThat(Nodes.names(listener)).containsExactly("a1", "a2", "a3", "a4", "a5", "after");
            assertThat(listener.gaps()).isEmpty();
            try (Jedis asked = Nodes.tool(replica)) {
                assertThat(asked.info("replication")).contains("role:master");
            }
        }
    }

    private void promote(TestRedis replica, FlakyProxy line) {
        redis.kill();
        try (Jedis tool = Nodes.tool(replica)) {
            tool.replicaofNoOne();
        }
        line.turnTo(replica.port());
        line.cut();
    }

    private static void awaitReplicated(TestRedis replica, Offset last) {
        try (Jedis tool = Nodes.tool(replica)) {
            await("replication", () -> Long.toString(last.sequence()).equals(tool.hget(Nodes.KEYS.state(), "seq")));
        }
    }

    private static void awaitSentinelKnows(TestRedis sentinel) {
        try (Jedis tool = Nodes.tool(sentinel)) {
            await("a replica at the Sentinel", () -> tool.sentinelReplicas("hub").stream()
                    .map((Map<String, String> each) -> each.getOrDefault("flags", ""))
                    .anyMatch("slave"::equals));
        }
    }

    /** The listener was told of exactly one gap, into another epoch, and what came last is of that. */
    private static void assertNewEpoch(RecordingListener listener, Offset old) {
        assertThat(listener.gaps()).hasSize(1);
        String epoch = listener.gaps().get(0).epoch();
        assertThat(epoch).isNotEqualTo(old.epoch());
        assertThat(listener.events().get(listener.count() - 1).offset().epoch()).isEqualTo(epoch);
    }

    private static Offset at(Offset offset, long sequence) {
        return new Offset(offset.epoch(), sequence);
    }

    private Path folder(String name) {
        try {
            return Files.createDirectories(temp.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
