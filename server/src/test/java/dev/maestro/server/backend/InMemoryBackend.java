package dev.maestro.server.backend;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A backend that keeps everything in memory and every promise but durability. Threads: thread-safe. */
public final class InMemoryBackend implements Backend {
    private static final String EPOCH = "memory";

    private final Clock clock;
    private final Feed feed = new Feed();

    @GuardedBy("this")
    private final Map<DocumentKey, Row> rows = new HashMap<>();

    @GuardedBy("this")
    private final List<CommittedEvent> log = new ArrayList<>();

    @GuardedBy("this")
    private final Map<String, Long> lastOfProject = new HashMap<>();

    @GuardedBy("this")
    private final Map<String, KeptAnswer> answers = new HashMap<>();

    @GuardedBy("this")
    private long created;

    @GuardedBy("this")
    private @Nullable String trouble;

    public InMemoryBackend(Clock clock) {
        this.clock = clock;
    }

    private record Row(long order, StoredDocument document) {}

    private record KeptAnswer(IdempotentAnswer answer, Instant until) {}

    /** Makes every read and commit fail until told otherwise with null. */
    public synchronized void breakWith(@Nullable String message) {
        trouble = message;
    }

    /** Returns every event committed so far. */
    public synchronized List<CommittedEvent> events() {
        return List.copyOf(log);
    }

    /** Returns how many documents there are. */
    public synchronized int size() {
        return rows.size();
    }

    @Override
    public CompletionStage<CommitResult> commit(Commit commit) {
        CommitResult result;
        synchronized (this) {
            if (trouble != null) {
                return CompletableFuture.failedFuture(new BackendUnavailableException(trouble));
            }
            Optional<IdempotentAnswer> kept =
                    commit.idempotentAnswer().flatMap(answer -> findAnswer(answer.scope(), answer.key()));
            if (kept.isPresent()) {
                return CompletableFuture.completedFuture(new CommitResult.Repeated(kept.get()));
            }
            Optional<String> conflict = conflict(commit);
            if (conflict.isPresent()) {
                return CompletableFuture.completedFuture(new CommitResult.Conflict(conflict.get()));
            }
            result = store(commit);
        }
        feed.deliver();
        return CompletableFuture.completedFuture(result);
    }

    @GuardedBy("this")
    private Optional<String> conflict(Commit commit) {
        for (Condition condition : commit.conditions()) {
            boolean holds =
                    switch (condition.type()) {
                        case EXISTS -> rows.containsKey(((Condition.Exists) condition).key());
                        case AT_VERSION ->
                            versionOf(((Condition.AtVersion) condition).key())
                                    == ((Condition.AtVersion) condition).version();
                        case PROJECT_UNCHANGED -> unchanged((Condition.ProjectUnchanged) condition);
                    };
            if (!holds) {
                return Optional.of("does not hold: " + condition);
            }
        }
        for (Change change : commit.changes()) {
            long expected =
                    switch (change.type()) {
                        case PUT -> ((Change.Put) change).expectedVersion();
                        case DELETE -> ((Change.Delete) change).expectedVersion();
                    };
            if (versionOf(change.key()) != expected) {
                return Optional.of(change.key() + " is not at version " + expected);
            }
        }
        long distinct = commit.changes().stream().map(Change::key).distinct().count();
        if (distinct != commit.changes().size()) {
            throw new IllegalArgumentException("two changes of one document in a commit");
        }
        return Optional.empty();
    }

    @GuardedBy("this")
    private boolean unchanged(Condition.ProjectUnchanged condition) {
        return condition.since().epoch().equals(EPOCH)
                && lastOfProject.getOrDefault(condition.projectId(), 0L)
                        <= condition.since().sequence();
    }

    @GuardedBy("this")
    private long versionOf(DocumentKey key) {
        Row row = rows.get(key);
        return row == null ? 0 : row.document().version();
    }

    @GuardedBy("this")
    private CommitResult store(Commit commit) {
        for (Change change : commit.changes()) {
            switch (change.type()) {
                case PUT -> put((Change.Put) change);
                case DELETE -> rows.remove(change.key());
            }
        }
        long now = clock.millis();
        for (NewEvent event : commit.events()) {
            log.add(new CommittedEvent(
                    new Offset(EPOCH, log.size() + 1L),
                    now,
                    event.name(),
                    event.projectId(),
                    event.sessionIds(),
                    event.data()));
            lastOfProject.put(event.projectId(), (long) log.size());
        }
        commit.idempotentAnswer()
                .ifPresent(answer -> answers.put(
                        answer.scope() + "\n" + answer.key(),
                        new KeptAnswer(answer, clock.instant().plus(answer.keepFor()))));
        return new CommitResult.Committed(new Offset(EPOCH, log.size()), now);
    }

    @GuardedBy("this")
    private void put(Change.Put put) {
        Row before = rows.get(put.key());
        long order = before == null ? ++created : before.order();
        rows.put(
                put.key(),
                new Row(
                        order,
                        new StoredDocument(
                                put.key(), put.projectId(), put.expectedVersion() + 1, put.tags(), put.body())));
    }

    @GuardedBy("this")
    private void requireWhole() {
        if (trouble != null) {
            throw new BackendUnavailableException(trouble);
        }
    }

    @Override
    public synchronized Optional<StoredDocument> find(DocumentKey key) {
        requireWhole();
        return Optional.ofNullable(rows.get(key)).map(Row::document);
    }

    @Override
    public synchronized Map<DocumentKey, StoredDocument> findAll(Collection<DocumentKey> keys) {
        requireWhole();
        Map<DocumentKey, StoredDocument> found = new HashMap<>();
        for (DocumentKey key : keys) {
            find(key).ifPresent(document -> found.put(key, document));
        }
        return found;
    }

    @Override
    public synchronized DocumentPage list(DocumentQuery query) {
        requireWhole();
        long after = query.cursor().map(InMemoryBackend::parse).orElse(0L);
        List<Row> found = sorted().stream()
                .filter(row -> row.document().key().kind() == query.kind())
                .filter(row ->
                        query.project().map(row.document().projectId()::equals).orElse(true))
                .filter(row -> row.document().tags().containsAll(query.tags()))
                .filter(row -> row.order() > after)
                .limit(query.limit() + 1L)
                .toList();
        boolean more = found.size() > query.limit();
        List<Row> page = more ? found.subList(0, query.limit()) : found;
        return new DocumentPage(
                page.stream().map(Row::document).toList(),
                more ? Long.toString(page.get(page.size() - 1).order()) : null);
    }

    private static long parse(String cursor) {
        try {
            return Long.parseLong(cursor);
        } catch (NumberFormatException e) {
            throw new InvalidCursorException(cursor);
        }
    }

    @GuardedBy("this")
    private List<Row> sorted() {
        return rows.values().stream()
                .sorted((a, b) -> Long.compare(a.order(), b.order()))
                .toList();
    }

    @Override
    public synchronized ProjectSnapshot snapshot(String projectId, Set<DocumentKind> kinds) {
        requireWhole();
        return new ProjectSnapshot(
                sorted().stream()
                        .map(Row::document)
                        .filter(document -> document.projectId().equals(projectId)
                                && kinds.contains(document.key().kind()))
                        .toList(),
                new Offset(EPOCH, log.size()));
    }

    @Override
    public synchronized Optional<IdempotentAnswer> findAnswer(String scope, String key) {
        requireWhole();
        return Optional.ofNullable(answers.get(scope + "\n" + key))
                .filter(kept -> clock.instant().isBefore(kept.until()))
                .map(KeptAnswer::answer);
    }

    @Override
    public EventFeed feed() {
        return feed;
    }

    @Override
    public synchronized List<String> troubles() {
        return trouble == null ? List.of() : List.of(trouble);
    }

    @Override
    public void close() {
        // Memory needs no closing.
    }

    private synchronized List<CommittedEvent> after(long sequence) {
        return List.copyOf(log.subList((int) Math.min(sequence, log.size()), log.size()));
    }

    private final class Feed implements EventFeed {
        private final Object lock = new Object();

        @GuardedBy("lock")
        private final List<Place> places = new ArrayList<>();

        private static final class Place {
            private final Listener listener;
            // Guarded by the feed's lock.
            private long sequence;

            private Place(Listener listener, long sequence) {
                this.listener = listener;
                this.sequence = sequence;
            }
        }

        @Override
        public Offset head() {
            synchronized (InMemoryBackend.this) {
                return new Offset(EPOCH, log.size());
            }
        }

        @Override
        public Subscription subscribe(Offset after, Listener listener) {
            Place place = new Place(listener, after.sequence());
            synchronized (lock) {
                places.add(place);
            }
            deliver();
            return () -> {
                synchronized (lock) {
                    places.remove(place);
                }
            };
        }

        void deliver() {
            synchronized (lock) {
                for (Place place : places) {
                    List<CommittedEvent> events = after(place.sequence);
                    if (!events.isEmpty()) {
                        place.sequence += events.size();
                        place.listener.onEvents(events);
                    }
                }
            }
        }

        @Override
        public Stretch read(Offset after, int limit) {
            List<CommittedEvent> events = after(after.sequence());
            return new Stretch(events.subList(0, Math.min(limit, events.size())), false);
        }
    }
}
