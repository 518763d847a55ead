package dev.maestro.server.backend;

import static dev.maestro.server.backend.Sample.await;
import static dev.maestro.server.backend.Sample.commitOf;
import static dev.maestro.server.backend.Sample.committed;
import static dev.maestro.server.backend.Sample.conflicts;
import static dev.maestro.server.backend.Sample.delete;
import static dev.maestro.server.backend.Sample.event;
import static dev.maestro.server.backend.Sample.eventIn;
import static dev.maestro.server.backend.Sample.put;
import static dev.maestro.server.backend.Sample.putIn;
import static dev.maestro.server.backend.Sample.task;
import static dev.maestro.server.backend.Sample.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.BackendContract.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link Backend#commit} promises. */
abstract class CommitPromises {
    private Backend backend;

    abstract BackendContract contract();

    @BeforeEach
    void open() {
        backend = contract().open();
    }

    @Test
    void aConflictInOneChangeStoresNothingOfTheCommit() {
        committed(backend, commitOf(put("old", 0), put("goes", 0)));
        Offset head = backend.feed().head();

        conflicts(
                backend,
                Commit.builder()
                        .change(put("new", 0))
                        .change(delete("goes", 1))
                        .change(put("old", 7))
                        .event(event("new", 1))
                        .build());

        assertThat(backend.find(task("new"))).isEmpty();
        assertThat(backend.find(task("goes"))).isPresent();
        assertThat(version("old")).isEqualTo(1);
        assertThat(backend.feed().head()).isEqualTo(head);
        assertThat(backend.feed().read(head, 10).events()).isEmpty();
    }

    @Test
    void aBrokenConditionStoresNothingOfTheCommit() {
        conflicts(
                backend,
                Commit.builder()
                        .require(new Condition.Exists(task("missing")))
                        .change(put("new", 0))
                        .event(event("new", 1))
                        .build());

        assertThat(backend.find(task("new"))).isEmpty();
        assertThat(backend.feed().head().sequence()).isZero();
    }

    @Test
    void aConflictDoesNotDisturbWhatIsCommittedBesideIt() {
        committed(backend, commitOf(put("a", 0)));
        List<CompletionStage<CommitResult>> stages = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            stages.add(backend.commit(told("good-" + i, 0)));
            stages.add(backend.commit(told("a", 5)));
        }

        for (int i = 0; i < 100; i++) {
            assertThat(await(stages.get(2 * i)).type()).isEqualTo(CommitResult.Type.COMMITTED);
            assertThat(await(stages.get(2 * i + 1)).type()).isEqualTo(CommitResult.Type.CONFLICT);
            assertThat(version("good-" + i)).isEqualTo(1);
        }
        assertThat(backend.feed().head().sequence()).isEqualTo(100);
    }

    @Test
    void versionsCountFromOneWithEachPut() {
        committed(backend, commitOf(put("a", 0)));
        committed(backend, commitOf(put("a", 1)));
        assertThat(version("a")).isEqualTo(2);

        committed(backend, commitOf(delete("a", 2)));
        assertThat(backend.find(task("a"))).isEmpty();

        committed(backend, commitOf(put("a", 0)));
        assertThat(version("a")).isEqualTo(1);
    }

    @ParameterizedTest(name = "there at version 2, put expects {0}")
    @CsvSource({"0", "1", "3"})
    void putNeedsTheVersionItExpects(long expected) {
        committed(backend, commitOf(put("a", 0)));
        committed(backend, commitOf(put("a", 1)));

        conflicts(backend, commitOf(put("a", expected)));
        conflicts(backend, commitOf(put("missing", 1)));
        assertThat(version("a")).isEqualTo(2);
    }

    @ParameterizedTest(name = "there at version 2, delete expects {0}")
    @CsvSource({"1", "3"})
    void deleteNeedsTheVersionItExpects(long expected) {
        committed(backend, commitOf(put("a", 0)));
        committed(backend, commitOf(put("a", 1)));

        conflicts(backend, commitOf(delete("a", expected)));
        conflicts(backend, commitOf(delete("missing", 1)));
        assertThat(version("a")).isEqualTo(2);
    }

    @Test
    void aDocumentStaysInItsProject() {
        committed(backend, commitOf(put("a", 0)));

        conflicts(backend, commitOf(putIn("q", "a", 1)));
    }

    @Test
    void twoChangesOfOneDocumentAreRefused() {
        CompletionStage<CommitResult> stage = backend.commit(commitOf(put("a", 0), put("a", 1)));

        assertThatThrownBy(() -> await(stage)).isInstanceOf(IllegalArgumentException.class);
        assertThat(backend.find(task("a"))).isEmpty();
    }

    @Test
    void existsHoldsForADocumentOfAnyVersion() {
        committed(backend, commitOf(put("a", 0)));
        committed(backend, commitOf(put("a", 1)));

        committed(backend, requiring(new Condition.Exists(task("a"))));
        conflicts(backend, requiring(new Condition.Exists(task("b"))));
    }

    @Test
    void atVersionHoldsForThatVersionOnly() {
        committed(backend, commitOf(put("a", 0)));
        committed(backend, commitOf(put("a", 1)));

        conflicts(backend, requiring(new Condition.AtVersion(task("a"), 1)));
        committed(backend, requiring(new Condition.AtVersion(task("a"), 2)));
        conflicts(backend, requiring(new Condition.AtVersion(task("b"), 1)));
    }

    @Test
    void conditionsAreAboutTheTimeBeforeTheCommit() {
        conflicts(
                backend,
                Commit.builder()
                        .require(new Condition.Exists(task("a")))
                        .change(put("a", 0))
                        .build());
    }

    @Test
    void projectUnchangedHoldsUntilTheProjectHasANativeEvent() {
        Offset start = backend.feed().head();
        committed(backend, commitOf(eventIn("other", "x", 1)));
        committed(backend, requiring(new Condition.ProjectUnchanged("p", start)));

        CommitResult.Committed mixed = committed(backend, commitOf(event("a", 1), eventIn("other", "y", 1)));
        Offset own = new Offset(start.epoch(), mixed.offset().sequence() - 1);

        conflicts(backend, requiring(new Condition.ProjectUnchanged("p", start)));
        committed(backend, requiring(new Condition.ProjectUnchanged("p", own)));
        conflicts(backend, requiring(new Condition.ProjectUnchanged("other", own)));
        conflicts(backend, requiring(new Condition.ProjectUnchanged("p", new Offset("elsewhere", 1_000))));
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(EventName.class)
    void projectUnchangedIsBrokenByNativeEventsOnly(EventName name) {
        Offset start = backend.feed().head();
        CommitResult.Committed told =
                committed(backend, commitOf(new NewEvent(name, "p", List.of(), JsonBytes.of(Map.of()))));
        Commit decided = requiring(new Condition.ProjectUnchanged("p", start));

        if (name.isNative()) {
            conflicts(backend, decided);
        } else {
            committed(backend, decided);
        }
        committed(backend, requiring(new Condition.ProjectUnchanged("p", told.offset())));
    }

    @Test
    void projectUnchangedSeesANativeEventAmongOthers() {
        Offset start = backend.feed().head();
        NewEvent chat = new NewEvent(EventName.MESSAGE_POSTED, "p", List.of(), JsonBytes.of(Map.of()));
        committed(backend, commitOf(chat, event("a", 1), chat));
        committed(backend, commitOf(chat));

        conflicts(backend, requiring(new Condition.ProjectUnchanged("p", start)));
        committed(
                backend,
                requiring(new Condition.ProjectUnchanged("p", new Offset(start.epoch(), start.sequence() + 2))));
    }

    @Test
    void projectUnchangedRemembersWhatWasTrimmed() {
        backend.close();
        Backend small = contract().open(new Limits(Duration.ofHours(1), 2));
        Offset start = small.feed().head();
        committed(small, commitOf(event("a", 1)));
        for (int i = 0; i < 10; i++) {
            committed(small, commitOf(eventIn("other", "x", 1)));
        }
        await("trimming", () -> small.feed().read(start, 1).lost());

        conflicts(small, requiring(new Condition.ProjectUnchanged("p", start)));
    }

    @Test
    void oneOf32CommitsThatExpectTheSameVersionWins() throws Exception {
        committed(backend, commitOf(put("a", 0)));
        ExecutorService callers = Executors.newFixedThreadPool(32);
        try {
            CountDownLatch go = new CountDownLatch(1);
            List<Future<CommitResult>> results = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                results.add(callers.submit(() -> {
                    go.await();
                    return Sample.commit(backend, told("a", 1));
                }));
            }
            go.countDown();
            int winners = 0;
            for (Future<CommitResult> result : results) {
                winners += result.get().type() == CommitResult.Type.COMMITTED ? 1 : 0;
            }
            assertThat(winners).isOne();
        } finally {
            callers.shutdownNow();
        }
        assertThat(version("a")).isEqualTo(2);
        assertThat(backend.feed().head().sequence()).isOne();
    }

    @Test
    void theAnswerNamesTheLastEventAndTheTimeOfAll() {
        contract().clock().move(Duration.ofMinutes(5));
        Offset start = backend.feed().head();
        CommitResult.Committed result = committed(backend, commitOf(event("a", 1), event("b", 1), event("c", 1)));

        assertThat(result.offset()).isEqualTo(new Offset(start.epoch(), start.sequence() + 3));
        assertThat(result.timestamp()).isEqualTo(contract().clock().millis());
        assertThat(backend.feed().read(start, 10).events())
                .extracting(CommittedEvent::timestamp)
                .containsExactly(result.timestamp(), result.timestamp(), result.timestamp());
        assertThat(backend.feed().head()).isEqualTo(result.offset());
    }

    @Test
    void aCommitWithoutEventsAnswersTheHead() {
        CommitResult.Committed first = committed(backend, told("a", 0));
        CommitResult.Committed second = committed(backend, commitOf(put("b", 0)));

        assertThat(second.offset()).isEqualTo(first.offset());
    }

    @Test
    void eventsOfACommitStandTogetherInOneOrderWithoutHoles() throws Exception {
        RecordingListener listener = new RecordingListener();
        int each = 100;
        ExecutorService callers = Executors.newFixedThreadPool(8);
        backend.feed().subscribe(backend.feed().head(), listener);
        try {
            List<Future<List<Long>>> offsets = new ArrayList<>();
            for (int caller = 0; caller < 8; caller++) {
                String name = "c" + caller;
                offsets.add(callers.submit(() -> commitTriples(name, each)));
            }
            List<CommittedEvent> events = listener.await(8 * each * 3);

            assertThat(listener.sequences()).isEqualTo(oneTo(8 * each * 3));
            for (int i = 0; i < events.size(); i += 3) {
                assertThat(events.subList(i, i + 3))
                        .extracting(CommittedEvent::data)
                        .containsOnly(events.get(i).data());
            }
            for (Future<List<Long>> ofCaller : offsets) {
                // Each caller waited for its answer before it went on: its commits are in that order.
                assertThat(ofCaller.get()).isSorted().doesNotHaveDuplicates();
            }
        } finally {
            callers.shutdownNow();
        }
    }

    private List<Long> commitTriples(String name, int count) {
        List<Long> offsets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            NewEvent event = event(name + "-" + i, 1);
            CommitResult.Committed result = committed(
                    backend,
                    Commit.builder()
                            .change(put(name + "-" + i, 0))
                            .event(event)
                            .event(event)
                            .event(event)
                            .build());
            assertThat(backend.feed().head().sequence())
                    .isGreaterThanOrEqualTo(result.offset().sequence());
            offsets.add(result.offset().sequence());
        }
        return offsets;
    }

    private static List<Long> oneTo(int count) {
        List<Long> numbers = new ArrayList<>();
        for (long i = 1; i <= count; i++) {
            numbers.add(i);
        }
        return numbers;
    }

    private static Commit requiring(Condition condition) {
        return Commit.builder().require(condition).build();
    }

    private long version(String id) {
        return backend.find(task(id)).orElseThrow().version();
    }
}
