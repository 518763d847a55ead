package dev.maestro.server.backend.redis;

import static dev.maestro.server.backend.Sample.await;
import static dev.maestro.server.backend.Sample.commitOf;
import static dev.maestro.server.backend.Sample.committed;
import static dev.maestro.server.backend.Sample.event;
import static dev.maestro.server.backend.Sample.task;
import static dev.maestro.server.backend.Sample.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.Commit;
import dev.maestro.server.backend.CommitResult;
import dev.maestro.server.backend.Lease;
import dev.maestro.server.backend.NewEvent;
import dev.maestro.server.backend.Offset;
import dev.maestro.server.backend.RecordingListener;
import dev.maestro.server.backend.Sample;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** What happens while Redis is away, stopped, full or emptied, and after. */
@Timeout(180)
class RedisTroubleTest {
    private final TestRedis redis;
    private final Nodes nodes = new Nodes();
    private final Nodes hasty = new Nodes(Duration.ofSeconds(2));

    RedisTroubleTest(@TempDir Path folder) {
        this.redis = TestRedis.start(folder);
    }

    @AfterEach
    void end() {
        redis.goOn();
        nodes.close();
        hasty.close();
        redis.close();
    }

    @Test
    void aRedisThatIsGoneIsSaidAndWhenItIsBackTheNewsGoesOnWithoutGapOrDouble() {
        Backend node = nodes.open(redis.url());
        RecordingListener listener = Nodes.listen(node);
        committed(node, told("before", 0));
        listener.await(1);
        redis.kill();

        await("trouble", () -> node.troubles().stream().anyMatch(trouble -> trouble.contains("takes no writes")));
        CompletionStage<CommitResult> refused = node.commit(told("refused", 0));
        assertThatThrownBy(() -> await(refused)).isInstanceOf(BackendUnavailableException.class);
        assertThatThrownBy(() -> node.find(task("before"))).isInstanceOf(BackendUnavailableException.class);

        redis.restart();
        // By itself: a hub that is out of service gets no commits.
        await("recovery", () -> node.troubles().isEmpty());
        Nodes.tellOnceItWorks(node, "after");
        Nodes.awaitEvent(listener, "after");
        assertThat(Nodes.names(listener)).containsExactly("before", "after");
        assertThat(listener.gaps()).isEmpty();
        assertThat(node.find(task("before"))).isPresent();
        assertThat(node.find(task("refused"))).isEmpty();
    }

    @Test
    void whatOthersCommitWhileANodeIsCutOffComesWhenItIsBack() {
        try (FlakyProxy line = FlakyProxy.to(redis.port())) {
            Backend here = nodes.open(redis.url());
            Backend there = nodes.open(Nodes.url(line));
            RecordingListener listener = Nodes.listen(there);
            Nodes.tell(here, "a", 3);
            listener.await(3);
            for (int i = 0; i < 5; i++) {
                line.refuse();
                Nodes.tell(here, "b" + i + "-", 100);
                line.heal();
                Nodes.tell(here, "c" + i + "-", 100);
                line.cut();
            }
            listener.await(1_003);

            assertThat(listener.sequences())
                    .isEqualTo(LongStream.rangeClosed(1, 1_003).boxed().toList());
            assertThat(listener.gaps()).isEmpty();
        }
    }

    @Test
    void aCommitWhoseAnswerIsLostIsNotDoneTwice() {
        try (FlakyProxy line = FlakyProxy.to(redis.port())) {
            Backend here = nodes.open(redis.url());
            Backend there = nodes.open(Nodes.url(line));
            RecordingListener listener = Nodes.listen(here);
            Nodes.tell(there, "before", 1);
            line.holdReplies();
            CompletionStage<CommitResult> stage = there.commit(commitOf(event("once", 1)));
            Nodes.awaitEvent(listener, "once");
            line.cut();
            line.heal();

            assertThat(await(stage)).isInstanceOf(CommitResult.Committed.class);
            Nodes.tellOnceItWorks(there, "after");
            Nodes.awaitEvent(listener, "after");
            assertThat(Nodes.names(listener)).containsExactly("before1", "once", "after");
        }
    }

    @Test
    void whileRedisStandsStillNothingIsDoneTwiceAndNothingThatWasRefusedIsDoneLater() {
        Backend node = hasty.open(redis.url());
        RecordingListener listener = Nodes.listen(node);
        Map<String, CompletionStage<CommitResult>> stages = new LinkedHashMap<>();
        for (int round = 0; round < 2; round++) {
            commitFor(300, node, "r" + round + "-running-", stages);
            redis.pause();
            commitUntilRefused(node, "r" + round + "-still-", stages);
            redis.goOn();
            commitFor(1_000, node, "r" + round + "-again-", stages);
        }
        Set<String> done = new HashSet<>();
        Set<String> unknown = new HashSet<>();
        stages.forEach((name, stage) -> sort(name, stage, done, unknown));
        Nodes.tellOnceItWorks(node, "last");
        Nodes.awaitEvent(listener, "last");

        List<String> handed = Nodes.names(listener);
        assertThat(handed).doesNotHaveDuplicates().containsAll(done);
        Set<String> possible = new HashSet<>(done);
        possible.addAll(unknown);
        possible.add("last");
        assertThat(possible).containsAll(handed);
        assertThat(done.size()).isLessThan(stages.size());
        assertThat(listener.gaps()).isEmpty();
        await("recovery", () -> node.troubles().isEmpty());
    }

    private static void commitFor(
            long millis, Backend node, String name, Map<String, CompletionStage<CommitResult>> stages) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (int i = 0; System.nanoTime() < end; i++) {
            stages.put(name + i, node.commit(commitOf(event(name + i, 1))));
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private static void commitUntilRefused(
            Backend node, String name, Map<String, CompletionStage<CommitResult>> stages) {
        CompletionStage<CommitResult> first = node.commit(commitOf(event(name + "first", 1)));
        stages.put(name + "first", first);
        await("a refusal", () -> {
            commitFor(100, node, name + stages.size() + "-", stages);
            return first.toCompletableFuture().isDone();
        });
    }

    private static void sort(String name, CompletionStage<CommitResult> stage, Set<String> done, Set<String> unknown) {
        try {
            assertThat(await(stage)).isInstanceOf(CommitResult.Committed.class);
            done.add(name);
        } catch (BackendUnavailableException e) {
            if (String.valueOf(e.getMessage()).contains("not known")) {
                unknown.add(name);
            }
        }
    }

    @Test
    void aRedisThatComesBackEmptyBeginsAnEpochAndEveryListenerIsToldOnce() {
        Backend one = nodes.open(redis.url());
        Backend other = nodes.open(redis.url());
        RecordingListener atOne = Nodes.listen(one);
        RecordingListener atOther = Nodes.listen(other);
        Offset old = Nodes.tell(one, "a", 5);
        atOne.await(5);
        atOther.await(5);
        redis.restartEmpty();

        Nodes.tellOnceItWorks(other, "after");
        assertFollows(one, atOne, old);
        assertFollows(other, atOther, old);
    }

    @Test
    void aRedisThatIsEmptiedUnderOpenConnectionsBeginsAnEpochToo() {
        Backend one = nodes.open(redis.url());
        Backend other = nodes.open(redis.url());
        RecordingListener atOne = Nodes.listen(one);
        RecordingListener atOther = Nodes.listen(other);
        Offset old = Nodes.tell(one, "a", 5);
        atOne.await(5);
        atOther.await(5);
        try (Jedis tool = Nodes.tool(redis)) {
            tool.flushAll();
        }
        await("the gap, though nobody commits", () -> atOther.gaps().size() == 1);

        Nodes.tellOnceItWorks(one, "after");
        assertFollows(one, atOne, old);
        assertFollows(other, atOther, old);
    }

    /** The listener had five events, was told of one gap, and then got the event of {@code after}. */
    private static void assertFollows(Backend node, RecordingListener listener, Offset old) {
        Nodes.awaitEvent(listener, "after");
        assertThat(Nodes.names(listener)).containsExactly("a1", "a2", "a3", "a4", "a5", "after");
        assertThat(listener.gaps()).hasSize(1);
        Offset resumed = listener.gaps().get(0);
        assertThat(resumed.epoch()).isNotEqualTo(old.epoch());
        Offset last = listener.events().get(5).offset();
        assertThat(last.epoch()).isEqualTo(resumed.epoch());
        assertThat(last.isAfter(resumed)).isTrue();
        assertThat(node.feed().head()).isEqualTo(last);
        assertThat(node.feed().read(old, 10).lost()).isTrue();
    }

    @Test
    void aFullRedisRefusesWholeCommitsAndTakesThemAgainOnceThereIsRoom() {
        Backend node = nodes.open(redis.url());
        RecordingListener listener = Nodes.listen(node);
        String large = "x".repeat(100_000);
        try (Jedis tool = Nodes.tool(redis)) {
            long used = usedMemory(tool);
            tool.configSet("maxmemory", Long.toString(used + 4_000_000));
            Set<String> done = new HashSet<>();
            String refused = null;
            for (int i = 0; refused == null && i < 1_000; i++) {
                try {
                    committed(node, large("t" + i, large));
                    done.add("t" + i);
                } catch (BackendUnavailableException e) {
                    refused = "t" + i;
                }
            }
            assertThat(refused).isNotNull();
            assertThat(done).isNotEmpty();
            await("trouble", () -> !node.troubles().isEmpty());
            assertThat(node.find(task(String.valueOf(refused)))).isEmpty();
            assertThat(node.feed().head().sequence()).isEqualTo(done.size());
            assertThat(done).allMatch(id -> node.find(task(id)).isPresent());

            tool.configSet("maxmemory", "0");
            committed(node, large(String.valueOf(refused), large));
            listener.await(done.size() + 1);
            assertThat(listener.gaps()).isEmpty();
            await("recovery", () -> node.troubles().isEmpty());
        }
    }

    @Test
    void aFullRedisGetsRoomByWhatGrowsOld() {
        Backend node = nodes.open(redis.url());
        String large = "x".repeat(100_000);
        try (Jedis tool = Nodes.tool(redis)) {
            tool.configSet("maxmemory", Long.toString(usedMemory(tool) + 4_000_000));
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1_000; i++) {
                            committed(
                                    node,
                                    commitOf(new NewEvent(
                                            EventName.TASK_UPDATED, "p", List.of(), JsonBytes.of(Map.of("x", large)))));
                        }
                    })
                    .isInstanceOf(BackendUnavailableException.class);
            nodes.clock.move(Nodes.MAX_AGE.plusMinutes(1));

            Nodes.tellOnceItWorks(node, "after");
        }
    }

    @Test
    void whileRedisIsFullLeasesAreKeptAndWhatCanBeReadIsNotSaidToBeAway() {
        Backend node = nodes.open(redis.url());
        Lease lease = node.leases().take("mine", Duration.ofMinutes(1)).orElseThrow();
        try (Jedis tool = Nodes.tool(redis)) {
            tool.configSet("maxmemory", "1");
            assertThat(node.leases().renew(lease, Duration.ofHours(1))).isTrue();
            assertThat(tool.pttl(Nodes.KEYS.of("lease", "mine")))
                    .isGreaterThan(Duration.ofMinutes(50).toMillis());
            assertThatThrownBy(() -> node.leases().take("other", Duration.ofMinutes(1)))
                    .isInstanceOf(BackendUnavailableException.class);

            assertThat(node.troubles()).noneMatch(trouble -> trouble.contains("cannot be read"));
        }
    }

    @Test
    void aRedisThatIsFullStaysInTroubleUntilThereIsRoom() {
        Backend node = nodes.open(redis.url());
        try (Jedis tool = Nodes.tool(redis)) {
            tool.configSet("maxmemory", "1");
            assertThatThrownBy(() -> committed(node, told("a", 0))).isInstanceOf(BackendUnavailableException.class);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
            while (System.nanoTime() < end) {
                assertThat(node.troubles()).isNotEmpty();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }

            tool.configSet("maxmemory", "0");
            await("recovery", () -> node.troubles().isEmpty());
        }
    }

    @Test
    void closingDoesNotWaitForARedisThatHangs() {
        Backend node = hasty.open(redis.url());
        committed(node, told("a", 0));
        redis.pause();
        List<CompletionStage<?>> stages = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            stages.add(node.recoverySessions().save("p" + i, JsonBytes.of(i)));
        }
        node.close();

        stages.forEach(stage -> assertThatThrownBy(() -> await(stage)).isInstanceOf(BackendUnavailableException.class));
    }

    private static Commit large(String id, String text) {
        return Commit.builder()
                .change(Sample.put(id, 0))
                .event(new NewEvent(EventName.TASK_UPDATED, "p", List.of(), JsonBytes.of(Map.of("x", text))))
                .build();
    }

    private static long usedMemory(Jedis tool) {
        return tool.info("memory")
                .lines()
                .filter(line -> line.startsWith("used_memory:"))
                .mapToLong(line -> Long.parseLong(line.substring("used_memory:".length())))
                .sum();
    }

    @Test
    void scriptsThatWereForgottenAreSentAgain() {
        Backend node = nodes.open(redis.url());
        RecordingListener listener = Nodes.listen(node);
        List<CompletionStage<CommitResult>> stages = Collections.synchronizedList(new ArrayList<>());
        try (Jedis tool = Nodes.tool(redis)) {
            for (int i = 0; i < 500; i++) {
                stages.add(node.commit(told("t" + i, 0)));
                if (i % 10 == 0) {
                    tool.scriptFlush();
                    assertThat(node.find(task("nobody"))).isEmpty();
                }
            }
        }
        stages.forEach(stage -> assertThat(await(stage)).isInstanceOf(CommitResult.Committed.class));
        listener.await(500);
        assertThat(listener.gaps()).isEmpty();
        assertThat(node.feed()
                        .read(new Offset(node.feed().head().epoch(), 0), 10)
                        .events())
                .hasSize(10);
    }
}
