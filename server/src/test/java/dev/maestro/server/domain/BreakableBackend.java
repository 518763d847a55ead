package dev.maestro.server.domain;

import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.Commit;
import dev.maestro.server.backend.CommitResult;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.backend.DocumentKey;
import dev.maestro.server.backend.DocumentKind;
import dev.maestro.server.backend.DocumentPage;
import dev.maestro.server.backend.DocumentQuery;
import dev.maestro.server.backend.EventFeed;
import dev.maestro.server.backend.IdempotentAnswer;
import dev.maestro.server.backend.Leases;
import dev.maestro.server.backend.LiveChannel;
import dev.maestro.server.backend.Offset;
import dev.maestro.server.backend.ProjectSnapshot;
import dev.maestro.server.backend.RecoverySessions;
import dev.maestro.server.backend.Registry;
import dev.maestro.server.backend.StoredDocument;
import dev.maestro.server.backend.embedded.EmbeddedBackend;
import dev.maestro.server.backend.embedded.EmbeddedConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The embedded store in a folder of its own, which can be made to fail and be looked into. Threads: thread-safe. */
public final class BreakableBackend implements Backend {
    private final Path folder;
    private final Backend store;
    private volatile EventFeed feed;
    private volatile @Nullable String trouble;
    private volatile Consumer<Commit> before = commit -> {};
    private volatile boolean answersAreLost;

    BreakableBackend(Clock clock) {
        try {
            this.folder = Files.createTempDirectory("hub-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.store = EmbeddedBackend.open(
                new EmbeddedConfig(folder, Duration.ofHours(24), 1_000_000, 10_000, Duration.ofMinutes(2)), clock);
        this.feed = store.feed();
    }

    /**
     * Makes the log be one of another epoch, as if the store had been restored.
     *
     * @param known whether this node knows that already
     */
    public void restored(String epoch, boolean known) {
        feed = new RenamedFeed(store.feed(), known ? epoch : feed.head().epoch(), epoch);
    }

    /** Makes every read and commit fail until told otherwise with null. */
    public void breakWith(@Nullable String message) {
        trouble = message;
    }

    /** Has this look at every commit before it is handed on, on the thread of whoever commits. */
    public void beforeCommits(Consumer<Commit> look) {
        before = look;
    }

    /** Makes commits be stored, or not, and nobody hear of it. */
    public void loseAnswers(boolean lost) {
        answersAreLost = lost;
    }

    /** Returns every event committed so far that is not too old to be kept. */
    public List<CommittedEvent> events() {
        return eventsAfter(0);
    }

    /** Returns the events after one, which must not be so old that the next is gone. */
    List<CommittedEvent> eventsAfter(long sequence) {
        Offset after = new Offset(store.feed().head().epoch(), sequence);
        return store.feed().read(after, Integer.MAX_VALUE).events();
    }

    /** Returns the sequence of the last event. */
    long lastSequence() {
        return store.feed().head().sequence();
    }

    /** Returns how many documents there are, of each kind at most a thousand. */
    public int size() {
        return Stream.of(DocumentKind.values())
                .mapToInt(kind -> store.list(new DocumentQuery(kind, null, Set.of(), null, DocumentQuery.MAX_LIMIT))
                        .documents()
                        .size())
                .sum();
    }

    private Backend whole() {
        if (trouble != null) {
            throw new BackendUnavailableException(trouble);
        }
        return store;
    }

    @Override
    public CompletionStage<CommitResult> commit(Commit commit) {
        before.accept(commit);
        if (trouble != null) {
            return CompletableFuture.failedFuture(new BackendUnavailableException(trouble));
        }
        CompletionStage<CommitResult> result = store.commit(commit);
        return answersAreLost ? result.thenApply(BreakableBackend::lose) : result;
    }

    @Override
    public Optional<StoredDocument> find(DocumentKey key) {
        return whole().find(key);
    }

    @Override
    public Map<DocumentKey, StoredDocument> findAll(Collection<DocumentKey> keys) {
        return whole().findAll(keys);
    }

    @Override
    public DocumentPage list(DocumentQuery query) {
        return whole().list(query);
    }

    @Override
    public long count(DocumentKind kind, @Nullable String tag) {
        return whole().count(kind, tag);
    }

    @Override
    public ProjectSnapshot snapshot(String projectId, Set<DocumentKind> kinds) {
        return whole().snapshot(projectId, kinds);
    }

    @Override
    public Optional<IdempotentAnswer> findAnswer(String scope, String key) {
        return whole().findAnswer(scope, key);
    }

    @Override
    public EventFeed feed() {
        return feed;
    }

    @Override
    public RecoverySessions recoverySessions() {
        return store.recoverySessions();
    }

    @Override
    public LiveChannel live() {
        return store.live();
    }

    @Override
    public Leases leases() {
        return store.leases();
    }

    @Override
    public Registry registry() {
        return store.registry();
    }

    @Override
    public List<String> troubles() {
        return trouble == null ? store.troubles() : List.of(trouble);
    }

    @Override
    public void close() {
        store.close();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(BreakableBackend::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CommitResult lose(CommitResult result) {
        throw BackendUnavailableException.outcomeUnknown("the answer was lost: " + result.type(), null);
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
