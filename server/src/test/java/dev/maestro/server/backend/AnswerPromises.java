package dev.maestro.server.backend;

import static dev.maestro.server.backend.Sample.await;
import static dev.maestro.server.backend.Sample.commit;
import static dev.maestro.server.backend.Sample.committed;
import static dev.maestro.server.backend.Sample.conflicts;
import static dev.maestro.server.backend.Sample.event;
import static dev.maestro.server.backend.Sample.put;
import static dev.maestro.server.backend.Sample.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.protocol.json.JsonBytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a backend promises of requests that must take effect once. */
abstract class AnswerPromises {
    private static final Duration KEPT = Duration.ofHours(24);

    private Backend backend;

    abstract BackendContract contract();

    @BeforeEach
    void open() {
        backend = contract().open();
    }

    @Test
    void aRepetitionGetsTheFirstAnswerAndStoresNothing() {
        IdempotentAnswer first = answer("alice", "k1", 1);
        committed(backend, creating("a", first));

        CommitResult result = commit(backend, creating("b", answer("alice", "k1", 2)));

        assertThat(result).isEqualTo(new CommitResult.Repeated(first));
        assertThat(backend.find(task("b"))).isEmpty();
        assertThat(backend.feed().head().sequence()).isOne();
    }

    @Test
    void aRepetitionIsRecognisedBeforeAConflict() {
        IdempotentAnswer first = answer("alice", "k1", 1);
        committed(backend, creating("a", first));

        assertThat(commit(backend, creating("a", first))).isEqualTo(new CommitResult.Repeated(first));
    }

    @Test
    void equalKeysOfTwoScopesAreDifferentKeys() {
        committed(backend, creating("a", answer("alice", "k1", 1)));
        committed(backend, creating("b", answer("bob", "k1", 2)));

        assertThat(backend.findAnswer("bob", "k1").orElseThrow().body()).isEqualTo(JsonBytes.of(Map.of("n", 2)));
    }

    @Test
    void anAnswerIsFoundUntilItsTimeIsOver() {
        IdempotentAnswer first = answer("alice", "k1", 1);
        committed(backend, creating("a", first));

        contract().clock().move(KEPT.minusMillis(1));
        assertThat(backend.findAnswer("alice", "k1")).contains(first);

        contract().clock().move(Duration.ofMillis(1));
        assertThat(backend.findAnswer("alice", "k1")).isEmpty();
        committed(backend, creating("b", answer("alice", "k1", 2)));
        assertThat(backend.findAnswer("alice", "k1").orElseThrow().body()).isEqualTo(JsonBytes.of(Map.of("n", 2)));
    }

    @Test
    void aConflictKeepsNoAnswer() {
        conflicts(
                backend,
                Commit.builder()
                        .change(put("a", 3))
                        .answer(answer("alice", "k1", 1))
                        .build());

        assertThat(backend.findAnswer("alice", "k1")).isEmpty();
    }

    @Test
    void oneOfManySimultaneousRepetitionsTakesEffect() {
        List<CompletionStage<CommitResult>> stages = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            stages.add(backend.commit(creating("a" + i, answer("alice", "k1", i))));
        }

        List<CommitResult> results = new ArrayList<>();
        stages.forEach(stage -> results.add(await(stage)));
        assertThat(results)
                .filteredOn(r -> r.type() == CommitResult.Type.COMMITTED)
                .hasSize(1);
        assertThat(results)
                .filteredOn(r -> r.type() == CommitResult.Type.REPEATED)
                .hasSize(15);
        assertThat(backend.feed().head().sequence()).isOne();
    }

    @Test
    void anAnswerSurvivesReopening() {
        IdempotentAnswer first = answer("alice", "k1", 1);
        committed(backend, creating("a", first));
        backend.close();

        Backend again = contract().open();
        assertThat(again.findAnswer("alice", "k1")).contains(first);
        assertThat(commit(again, creating("b", first))).isEqualTo(new CommitResult.Repeated(first));
    }

    private static IdempotentAnswer answer(String scope, String key, int n) {
        return new IdempotentAnswer(scope, key, "hash", 201, JsonBytes.of(Map.of("n", n)), KEPT);
    }

    private static Commit creating(String id, IdempotentAnswer answer) {
        return Commit.builder()
                .change(put(id, 0))
                .event(event(id, 1))
                .answer(answer)
                .build();
    }
}
