package dev.maestro.server.backend;

import static dev.maestro.server.backend.Sample.await;
import static dev.maestro.server.backend.Sample.commitOf;
import static dev.maestro.server.backend.Sample.committed;
import static dev.maestro.server.backend.Sample.delete;
import static dev.maestro.server.backend.Sample.event;
import static dev.maestro.server.backend.Sample.put;
import static dev.maestro.server.backend.Sample.putIn;
import static dev.maestro.server.backend.Sample.task;
import static dev.maestro.server.backend.Sample.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.protocol.json.JsonBytes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the reads of a {@link Backend} promise. */
abstract class ReadPromises {
    private static final int MAX_REPLAYS = 300;

    private Backend backend;

    abstract BackendContract contract();

    @BeforeEach
    void open() {
        backend = contract().open();
    }

    @Test
    void aDocumentReadsAsItWasWritten() {
        JsonBytes body = JsonBytes.of(Map.of("title", "Grüße, 世界 🙂", "n", 1));
        Change.Put put = new Change.Put(task("a"), "p", 0, Set.of("x", "with \"quotes\", [x]", "ü"), body);
        committed(backend, commitOf(put));

        assertThat(backend.find(task("a"))).contains(new StoredDocument(task("a"), "p", 1, put.tags(), body));
        assertThat(backend.find(DocumentKey.of(DocumentKind.SESSION, "a"))).isEmpty();
    }

    @Test
    void findAllLeavesOutWhatDoesNotExist() {
        committed(backend, commitOf(put("a", 0), put("b", 0)));

        assertThat(backend.findAll(List.of(task("a"), task("x"), task("b")))).containsOnlyKeys(task("a"), task("b"));
    }

    @Test
    void findAllReadsOneMoment() throws Exception {
        committed(backend, commitOf(put("a", 0), put("b", 0)));
        // Much to look up between the two, so that a commit would come between.
        List<DocumentKey> keys = new ArrayList<>();
        keys.add(task("a"));
        for (int i = 0; i < 100; i++) {
            keys.add(task("missing-" + i));
        }
        keys.add(task("b"));
        whileWriting(version -> commitOf(put("a", version), put("b", version)), () -> {
            for (int i = 0; i < 300; i++) {
                List<Long> versions = backend.findAll(keys).values().stream()
                        .map(StoredDocument::version)
                        .toList();
                assertThat(versions).hasSize(2);
                assertThat(versions.get(0)).isEqualTo(versions.get(1));
            }
        });
    }

    @Test
    void aReadAfterTheAnswerSeesTheCommit() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int caller = 0; caller < 8; caller++) {
                String id = "c" + caller;
                done.add(callers.submit(() -> {
                    for (long version = 0; version < 50; version++) {
                        committed(backend, commitOf(put(id, version)));
                        assertThat(backend.find(task(id)))
                                .map(StoredDocument::version)
                                .contains(version + 1);
                    }
                }));
            }
            for (Future<?> each : done) {
                each.get();
            }
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void aListIsOldestFirstWhateverWasChangedLast() {
        committed(backend, commitOf(put("c", 0)));
        committed(backend, commitOf(put("a", 0), put("b", 0)));
        committed(backend, commitOf(put("c", 1)));

        assertThat(ids(list(null, Set.of()))).containsExactly("c", "a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "red"})
    void aListNewestFirstIsTheSameTurnedRound(String tag) {
        Set<String> tags = tag.isEmpty() ? Set.of() : Set.of(tag);
        for (String id : List.of("a", "b", "c", "d", "e")) {
            committed(backend, commitOf(putIn(id.equals("b") ? "q" : "p", id, 0, "red")));
        }
        committed(backend, commitOf(putIn("p", "a", 1, "red")));

        assertThat(ids(newest(null, tags, null, 100))).containsExactly("e", "d", "c", "b", "a");
        assertThat(ids(newest(Set.of("p"), tags, null, 100))).containsExactly("e", "d", "c", "a");
        assertThat(ids(newest(Set.of("p", "q"), tags, null, 100))).containsExactly("e", "d", "c", "b", "a");
        DocumentPage first = newest(Set.of("p", "q"), tags, null, 2);
        assertThat(ids(first)).containsExactly("e", "d");
        committed(backend, commitOf(putIn("p", "f", 0, "red")));
        DocumentPage second = newest(Set.of("p", "q"), tags, first.next(), 2);
        assertThat(ids(second)).containsExactly("c", "b");
        DocumentPage third = newest(Set.of("p", "q"), tags, second.next(), 2);
        assertThat(ids(third)).containsExactly("a");
        assertThat(third.nextCursor()).isEmpty();
    }

    @Test
    void whatIsCountedIsWhatIsThere() {
        assertThat(backend.count(DocumentKind.TASK, null)).isZero();
        committed(backend, commitOf(putIn("p", "a", 0, "red"), putIn("q", "b", 0, "red", "blue"), putIn("q", "c", 0)));
        committed(backend, commitOf(putIn("p", "a", 1, "blue")));
        committed(backend, commitOf(new Change.Delete(task("c"), 1)));

        assertThat(backend.count(DocumentKind.TASK, null)).isEqualTo(2);
        assertThat(backend.count(DocumentKind.TASK, "red")).isEqualTo(1);
        assertThat(backend.count(DocumentKind.TASK, "blue")).isEqualTo(2);
        assertThat(backend.count(DocumentKind.SESSION, null)).isZero();
    }

    @Test
    void aListHoldsOneKindAndOneProject() {
        committed(backend, commitOf(putIn("p", "a", 0), putIn("q", "b", 0), putIn("p", "c", 0)));
        committed(
                backend,
                commitOf(new Change.Put(
                        DocumentKey.of(DocumentKind.SESSION, "s"), "p", 0, Set.of(), JsonBytes.of(Map.of()))));

        assertThat(ids(list("p", Set.of()))).containsExactly("a", "c");
        assertThat(ids(list(null, Set.of()))).containsExactly("a", "b", "c");
        assertThat(ids(list("none", Set.of()))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "red"})
    void aListOfSomeProjectsIsAsIfThereWereNoOthers(String tag) {
        Set<String> tags = tag.isEmpty() ? Set.of() : Set.of(tag);
        committed(backend, commitOf(putIn("q", "b", 0, "red"), putIn("r", "x", 0, "red"), putIn("p", "a", 0, "red")));
        committed(backend, commitOf(putIn("q", "c", 0, "red"), putIn("r", "y", 0, "red"), putIn("r", "z", 0, "red")));

        assertThat(ids(list(Set.of("p", "q"), tags, 100))).containsExactly("b", "a", "c");
        assertThat(ids(list(Set.of("p", "q", "none"), tags, 2))).containsExactly("b", "a");
        assertThat(list(Set.of("p", "q"), tags, 2).nextCursor()).isPresent();
        assertThat(list(Set.of("p", "q"), tags, 3).nextCursor()).isEmpty();
        assertThat(list(Set.of("p"), tags, 1).nextCursor()).isEmpty();
        assertThat(list(Set.of(), tags, 1)).isEqualTo(new DocumentPage(List.of(), null));
        String cursor = list(Set.of("p", "q"), tags, 2).nextCursor().orElseThrow();
        assertThat(ids(backend.list(new DocumentQuery(DocumentKind.TASK, Set.of("p", "r"), tags, cursor, 100))))
                .containsExactly("y", "z");
    }

    @Test
    void aListHoldsWhatHasAllTheTags() {
        committed(
                backend,
                commitOf(putIn("p", "a", 0, "red", "big"), putIn("p", "b", 0, "red"), putIn("q", "c", 0, "red")));

        assertThat(ids(list(null, Set.of("red")))).containsExactly("a", "b", "c");
        assertThat(ids(list("p", Set.of("red")))).containsExactly("a", "b");
        assertThat(ids(list(null, Set.of("red", "big")))).containsExactly("a");
        assertThat(ids(list(null, Set.of("red", "small")))).isEmpty();
    }

    @Test
    void aPutReplacesTheTagsAndADeleteDropsThem() {
        committed(backend, commitOf(put("a", 0, "red", "big"), put("b", 0, "red")));
        committed(backend, commitOf(put("a", 1, "big", "blue"), delete("b", 1)));

        assertThat(ids(list(null, Set.of("red")))).isEmpty();
        assertThat(ids(list(null, Set.of("blue", "big")))).containsExactly("a");
        assertThat(backend.find(task("a")).orElseThrow().tags()).containsExactlyInAnyOrder("big", "blue");
    }

    @Test
    void pagesFollowOnEachOtherAndTheLastSaysSo() {
        for (int i = 0; i < 5; i++) {
            committed(backend, commitOf(put("t" + i, 0, "x")));
        }
        for (Set<String> tags : List.of(Set.<String>of(), Set.of("x"))) {
            DocumentPage first = page(tags, null, 2);
            DocumentPage second = page(tags, first.nextCursor().orElseThrow(), 2);
            DocumentPage third = page(tags, second.nextCursor().orElseThrow(), 2);

            assertThat(ids(first)).containsExactly("t0", "t1");
            assertThat(ids(second)).containsExactly("t2", "t3");
            assertThat(ids(third)).containsExactly("t4");
            assertThat(third.nextCursor()).isEmpty();
            assertThat(page(tags, null, 5).nextCursor()).isEmpty();
        }
    }

    @Test
    void aCursorOutlivesTheDocumentItNames() {
        committed(backend, commitOf(put("a", 0), put("b", 0)));
        committed(backend, commitOf(put("c", 0)));
        String cursor = page(Set.of(), null, 2).nextCursor().orElseThrow();
        // The newest goes and comes again: it must not take a place that a cursor has passed.
        committed(backend, commitOf(delete("b", 1), delete("c", 1)));
        backend.close();
        backend = contract().open();
        committed(backend, commitOf(put("b", 0)));

        assertThat(ids(page(Set.of(), cursor, 10))).containsExactly("b");
    }

    @Test
    void whatExistsThroughoutIsListedOnceWhileOthersComeAndGo() throws Exception {
        List<String> stable = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            committed(backend, commitOf(put("stable-" + i, 0), put("gone-" + i, 0)));
            stable.add("stable-" + i);
        }
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<?> churn = other.submit(() -> {
                for (int i = 0; !stop.get(); i++) {
                    if (i < 60) {
                        committed(backend, commitOf(delete("gone-" + i, 1)));
                    }
                    committed(backend, commitOf(put("new-" + i, 0)));
                    committed(backend, commitOf(put("stable-" + i % 60, 1 + i / 60)));
                }
            });
            for (int round = 0; round < 20; round++) {
                List<String> seen = walk(7);
                assertThat(seen).doesNotHaveDuplicates();
                assertThat(seen).filteredOn(id -> id.startsWith("stable")).isEqualTo(stable);
            }
            stop.set(true);
            churn.get();
        } finally {
            stop.set(true);
            other.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "task-", "task-0", "task--1", "task-+1", "task-01", "task-zzzzzzzzzzzzzzzz", "1"})
    void anInventedCursorIsRefused(String cursor) {
        assertThatThrownBy(() -> page(Set.of(), cursor, 1)).isInstanceOf(InvalidCursorException.class);
    }

    @Test
    void aCursorOfAnotherKindIsRefused() {
        committed(backend, commitOf(put("a", 0), put("b", 0)));
        String cursor = page(Set.of(), null, 1).nextCursor().orElseThrow();
        DocumentQuery sessions = new DocumentQuery(DocumentKind.SESSION, null, Set.of(), cursor, 1);

        assertThatThrownBy(() -> backend.list(sessions)).isInstanceOf(InvalidCursorException.class);
    }

    @Test
    void aSnapshotHoldsTheKindsAskedForOfItsProject() {
        committed(backend, told("a", 0));
        committed(backend, commitOf(putIn("q", "b", 0)));
        committed(
                backend,
                commitOf(
                        new Change.Put(
                                DocumentKey.of(DocumentKind.SESSION, "s"), "p", 0, Set.of(), JsonBytes.of(Map.of())),
                        new Change.Put(
                                DocumentKey.of(DocumentKind.MAIL, "m"), "p", 0, Set.of(), JsonBytes.of(Map.of()))));

        ProjectSnapshot snapshot = backend.snapshot("p", Set.of(DocumentKind.TASK, DocumentKind.SESSION));

        assertThat(snapshot.documents())
                .extracting(document -> document.key().id())
                .containsExactlyInAnyOrder("a", "s");
        assertThat(snapshot.ofKind(DocumentKind.TASK)).hasSize(1);
        assertThat(snapshot.offset()).isEqualTo(backend.feed().head());
        assertThat(backend.snapshot("none", Set.of(DocumentKind.TASK)).documents())
                .isEmpty();
    }

    @Test
    void aSnapshotAndTheFeedAfterItMakeTheFinalState() throws Exception {
        ExecutorService writers = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> writing = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                String name = "w" + i;
                writing.add(writers.submit(() -> createChangeAndDelete(name)));
            }
            List<Replayed> replays = new ArrayList<>();
            while (replays.size() < MAX_REPLAYS && !writing.stream().allMatch(Future::isDone)) {
                ProjectSnapshot snapshot = backend.snapshot("p", EnumSet.allOf(DocumentKind.class));
                RecordingListener listener = new RecordingListener();
                backend.feed().subscribe(snapshot.offset(), listener);
                replays.add(new Replayed(snapshot, listener));
            }
            for (Future<?> each : writing) {
                each.get();
            }
            long head = backend.feed().head().sequence();
            Map<String, Long> finalState = versions(backend.snapshot("p", Set.of(DocumentKind.TASK)));
            for (Replayed replay : replays) {
                long start = replay.snapshot().offset().sequence();
                replay.listener().await((int) (head - start));
                assertThat(replay.state()).isEqualTo(finalState);
                assertThat(replay.listener().gaps()).isEmpty();
            }
        } finally {
            writers.shutdownNow();
        }
    }

    private record Replayed(ProjectSnapshot snapshot, RecordingListener listener) {
        Map<String, Long> state() {
            Map<String, Long> state = versions(snapshot);
            for (CommittedEvent event : listener.events()) {
                String id = event.data().tree().get("id").asText();
                long version = event.data().tree().get("version").asLong();
                long known = state.getOrDefault(id, 0L);
                assertThat(version).isIn(known + 1, 0L);
                if (version == 0) {
                    state.remove(id);
                } else {
                    state.put(id, version);
                }
            }
            return state;
        }
    }

    private void createChangeAndDelete(String name) {
        for (int i = 0; i < 300; i++) {
            String id = name + "-" + i % 10;
            long version = backend.find(task(id)).map(StoredDocument::version).orElse(0L);
            if (version == 3) {
                committed(
                        backend,
                        Commit.builder()
                                .change(delete(id, 3))
                                .event(event(id, 0))
                                .build());
            } else {
                committed(backend, told(id, version));
            }
        }
    }

    private static Map<String, Long> versions(ProjectSnapshot snapshot) {
        Map<String, Long> versions = new TreeMap<>();
        snapshot.documents().forEach(document -> versions.put(document.key().id(), document.version()));
        return versions;
    }

    private interface Writing {
        Commit at(long version);
    }

    private void whileWriting(Writing writing, Runnable reading) throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<?> writer = other.submit(() -> {
                for (long version = 1; !stop.get(); version++) {
                    await(backend.commit(writing.at(version)));
                }
            });
            reading.run();
            stop.set(true);
            writer.get();
        } finally {
            stop.set(true);
            other.shutdownNow();
        }
    }

    private List<String> walk(int pageSize) {
        List<String> seen = new ArrayList<>();
        String cursor = null;
        do {
            DocumentPage page = page(Set.of(), cursor, pageSize);
            seen.addAll(ids(page));
            cursor = page.nextCursor().orElse(null);
        } while (cursor != null);
        return seen;
    }

    private DocumentPage newest(@Nullable Set<String> projects, Set<String> tags, @Nullable String cursor, int limit) {
        return backend.list(new DocumentQuery(DocumentKind.TASK, projects, tags, cursor, limit, true));
    }

    private DocumentPage list(@Nullable Set<String> projects, Set<String> tags, int limit) {
        return backend.list(new DocumentQuery(DocumentKind.TASK, projects, tags, null, limit));
    }

    private DocumentPage list(@Nullable String project, Set<String> tags) {
        return list(project == null ? null : Set.of(project), tags, 100);
    }

    private DocumentPage page(Set<String> tags, @Nullable String cursor, int limit) {
        return backend.list(new DocumentQuery(DocumentKind.TASK, null, tags, cursor, limit));
    }

    private static List<String> ids(DocumentPage page) {
        return page.documents().stream().map(document -> document.key().id()).toList();
    }
}
