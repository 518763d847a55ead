package dev.maestro.server.backend.redis;

import static dev.maestro.server.backend.Sample.await;
import static dev.maestro.server.backend.Sample.commitOf;
import static dev.maestro.server.backend.Sample.committed;
import static dev.maestro.server.backend.Sample.delete;
import static dev.maestro.server.backend.Sample.event;
import static dev.maestro.server.backend.Sample.put;
import static dev.maestro.server.backend.Sample.task;
import static dev.maestro.server.backend.Sample.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.Commit;
import dev.maestro.server.backend.CommitResult;
import dev.maestro.server.backend.DocumentKind;
import dev.maestro.server.backend.DocumentQuery;
import dev.maestro.server.backend.RecordingListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** Commits at which Redis fails, among others at which it does not. */
@Timeout(120)
class SpoiledKeysTest {
    private final TestRedis redis;
    private final Nodes nodes = new Nodes();
    private final Jedis tool;
    private final Backend node;
    private final RecordingListener listener;

    SpoiledKeysTest(@TempDir Path folder) {
        this.redis = TestRedis.start(folder);
        this.tool = Nodes.tool(redis);
        this.node = nodes.open(redis.url());
        this.listener = Nodes.listen(node);
    }

    @AfterEach
    void end() {
        nodes.close();
        tool.close();
        redis.close();
    }

    @Test
    void aDocumentThatIsSomethingElseFailsItsOwnCommitOnly() {
        tool.set(Nodes.KEYS.document(DocumentKind.TASK, "bad"), "something");

        assertOnlyTheBadFails(told("bad", 0), false);
    }

    @Test
    void aListOfDocumentsThatIsSomethingElseFailsBeforeAnythingIsWritten() {
        tool.set(Nodes.KEYS.ofTag(DocumentKind.TASK, "bad"), "something");

        assertOnlyTheBadFails(
                Commit.builder()
                        .change(put("bad", 0, "bad"))
                        .event(event("bad", 1))
                        .build(),
                false);
        assertThat(node.find(task("bad"))).isEmpty();
    }

    @Test
    void whatFailsWhileItIsWrittenIsSaidToBeUnknownAndTheOthersStand() {
        committed(node, told("gone", 0));
        tool.aclSetUser("default", "-zrem");

        assertOnlyTheBadFails(
                Commit.builder()
                        .change(delete("gone", 1))
                        .event(event("bad", 1))
                        .build(),
                true);
        tool.aclSetUser("default", "+zrem");
    }

    /** Commits many, one of them bad, together. */
    private void assertOnlyTheBadFails(Commit bad, boolean maybeStored) {
        redis.pause();
        CompletionStage<CommitResult> first = node.commit(told("first", 0));
        List<CompletionStage<CommitResult>> good = new ArrayList<>();
        IntStream.range(0, 5).forEach(i -> good.add(node.commit(told("before" + i, 0))));
        CompletionStage<CommitResult> failing = node.commit(bad);
        IntStream.range(0, 5).forEach(i -> good.add(node.commit(told("after" + i, 0))));
        redis.goOn();

        assertThat(await(first)).isInstanceOf(CommitResult.Committed.class);
        good.forEach(stage -> assertThat(await(stage)).isInstanceOf(CommitResult.Committed.class));
        assertThatThrownBy(() -> await(failing))
                .isInstanceOfSatisfying(BackendUnavailableException.class, failure -> assertThat(failure.mayBeStored())
                        .isEqualTo(maybeStored));

        committed(node, commitOf(event("last", 1)));
        Nodes.awaitEvent(listener, "last");
        assertThat(Nodes.names(listener)).doesNotHaveDuplicates().contains("after4");
        assertThat(listener.gaps()).isEmpty();
        assertThat(node.feed().head().sequence()).isEqualTo(listener.count());
        assertThat(node.list(new DocumentQuery(DocumentKind.TASK, null, Set.of(), null, 100))
                        .documents())
                .hasSize(11);
        assertThat(tool.zrangeWithScores(Nodes.KEYS.ofKind(DocumentKind.TASK), 0, -1).stream()
                        .map(tuple -> tuple.getScore())
                        .distinct())
                .hasSizeGreaterThanOrEqualTo(11);
        assertThat(node.troubles()).isEmpty();
    }

    @Test
    void aLateCopyOfAnOlderGroupIsNotAppliedAgain() {
        RedisConfig config = Nodes.config(redis.url(), 1_000);
        RedisHealth health = new RedisHealth();
        CommitScript script = new CommitScript(Nodes.KEYS, "a-node");
        try (RedisLink link = new RedisLink(config, health);
                RedisSession session = link.connect()) {
            CommitScript.Group older = new CommitScript.Group(1, List.of(commitOf(event("once", 1))), 1);
            CommitScript.Group newer = new CommitScript.Group(2, List.of(commitOf(event("later", 1))), 1);
            assertThat(script.run(session, older, Long.MAX_VALUE / 2).outcome()).isEqualTo(CommitScript.Outcome.DONE);
            assertThat(script.run(session, newer, Long.MAX_VALUE / 2).outcome()).isEqualTo(CommitScript.Outcome.DONE);

            assertThat(script.run(session, older, Long.MAX_VALUE / 2).outcome()).isEqualTo(CommitScript.Outcome.LATE);
            assertThat(script.run(session, newer, Long.MAX_VALUE / 2).outcome()).isEqualTo(CommitScript.Outcome.DONE);
        }
        Nodes.awaitEvent(listener, "later");
        assertThat(Nodes.names(listener)).containsExactly("once", "later");
    }

    @Test
    void aGroupWhoseOutcomeWasNeverNotedIsUnknown() {
        tool.hset(Nodes.KEYS.lane("a-node"), Map.of("group", "1", "epoch", "e", "outcome", ""));
        CommitScript script = new CommitScript(Nodes.KEYS, "a-node");
        try (RedisLink link = new RedisLink(Nodes.config(redis.url(), 1_000), new RedisHealth());
                RedisSession session = link.connect()) {
            CommitScript.Group group = new CommitScript.Group(1, List.of(commitOf(event("once", 1))), 1);

            assertThat(script.run(session, group, Long.MAX_VALUE / 2).outcome()).isEqualTo(CommitScript.Outcome.LOST);
        }
    }
}
