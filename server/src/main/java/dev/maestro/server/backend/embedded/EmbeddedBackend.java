package dev.maestro.server.backend.embedded;

import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.BackendStartException;
import dev.maestro.server.backend.Change;
import dev.maestro.server.backend.Commit;
import dev.maestro.server.backend.CommitResult;
import dev.maestro.server.backend.DocumentKey;
import dev.maestro.server.backend.DocumentKind;
import dev.maestro.server.backend.DocumentPage;
import dev.maestro.server.backend.DocumentQuery;
import dev.maestro.server.backend.EventFeed;
import dev.maestro.server.backend.IdempotentAnswer;
import dev.maestro.server.backend.Leases;
import dev.maestro.server.backend.LiveChannel;
import dev.maestro.server.backend.ProjectSnapshot;
import dev.maestro.server.backend.RecoverySessions;
import dev.maestro.server.backend.Registry;
import dev.maestro.server.backend.StoredDocument;
import dev.maestro.server.backend.feed.InProcessFeed;
import dev.maestro.server.backend.feed.Writers;
import dev.maestro.server.backend.form.Cursor;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The backend that needs no service: one SQLite file in a folder, and a feed within the process.
 *
 * <p>Commits are answered on the thread {@code store-writer}, listeners called on {@code store-feed}, those of the live
 * channel on {@code store-live}. Why SQLite, and
 * what it costs: docs/adr/0003-sqlite-as-the-embedded-store.md.
 */
public final class EmbeddedBackend implements Backend {
    private final FolderLock lock;
    private final Clock clock;
    private final Health health;
    private final ReadPool reads;
    private final InProcessFeed feed;
    private final StoreWriter writer;
    private final Holdings holdings;
    private final EmbeddedLive live = new EmbeddedLive();

    private EmbeddedBackend(
            FolderLock lock,
            Clock clock,
            Health health,
            ReadPool reads,
            InProcessFeed feed,
            StoreWriter writer,
            Holdings holdings) {
        this.lock = lock;
        this.clock = clock;
        this.health = health;
        this.reads = reads;
        this.feed = feed;
        this.writer = writer;
        this.holdings = holdings;
    }

    /**
     * Opens the store of a data folder, made when it does not exist.
     *
     * @param clock the time of commits, and by which events and answers grow old
     * @throws BackendStartException if another hub uses the folder, or what is in it is not a whole store of this
     *     hub's format; then nothing was changed
     */
    public static EmbeddedBackend open(EmbeddedConfig config, Clock clock) {
        StoreFile.makeFolder(config.dataDir());
        FolderLock lock = FolderLock.take(config.dataDir());
        try {
            return open(lock, StoreFile.in(config.dataDir()), config, clock);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static EmbeddedBackend open(FolderLock lock, Path file, EmbeddedConfig config, Clock clock) {
        StoreConnection connection = null;
        try {
            connection = StoreConnection.forWriting(file);
            Schema.upgrade(connection);
            connection.recoveries().endConnections(clock.millis());
            LogState log = LogState.read(connection);
            Health health = new Health();
            ReadPool reads = new ReadPool(file, health);
            InProcessFeed feed = new InProcessFeed(
                    "store-feed", log.headOffset(), log.trimmed(), new EmbeddedLog(reads), Writers.THIS_NODE);
            Holdings holdings = new Holdings(clock);
            StoreWriter.Opened opened = new StoreWriter.Opened(connection, log, feed, holdings);
            StoreWriter writer = new StoreWriter(file, config, clock, health, reads, opened);
            EmbeddedBackend backend = new EmbeddedBackend(lock, clock, health, reads, feed, writer, holdings);
            feed.start();
            writer.start();
            backend.live.start();
            return backend;
        } catch (SQLException e) {
            if (connection != null) {
                connection.close();
            }
            throw new BackendStartException("the store " + file + " cannot be opened: " + e.getMessage(), e);
        }
    }

    @Override
    public CompletionStage<CommitResult> commit(Commit commit) {
        Set<DocumentKey> changed = new HashSet<>();
        for (Change change : commit.changes()) {
            if (!changed.add(change.key())) {
                return CompletableFuture.failedStage(
                        new IllegalArgumentException("two changes of " + change.key() + " in one commit"));
            }
        }
        return writer.submit(commit);
    }

    @Override
    public Optional<StoredDocument> find(DocumentKey key) {
        return reads.read(connection -> connection.documents().find(key));
    }

    @Override
    public Map<DocumentKey, StoredDocument> findAll(Collection<DocumentKey> keys) {
        return reads.readAtOneMoment(connection -> {
            Map<DocumentKey, StoredDocument> found = new LinkedHashMap<>();
            for (DocumentKey key : keys) {
                connection.documents().find(key).ifPresent(document -> found.put(key, document));
            }
            return found;
        });
    }

    @Override
    public DocumentPage list(DocumentQuery query) {
        long afterOrd = query.cursor()
                .map(text -> Cursor.parse(query.kind(), text))
                .orElseGet(() -> DocumentListing.start(query));
        return reads.read(connection -> connection.documents().list(query, afterOrd));
    }

    @Override
    public long count(DocumentKind kind, @Nullable String tag) {
        return reads.read(connection -> connection.documents().count(kind, tag));
    }

    @Override
    public ProjectSnapshot snapshot(String projectId, Set<DocumentKind> kinds) {
        return reads.readAtOneMoment(connection -> {
            LogState log = LogState.read(connection);
            List<StoredDocument> documents = new ArrayList<>();
            for (DocumentKind kind : new TreeSet<>(kinds)) {
                documents.addAll(connection.documents().ofProject(kind, projectId));
            }
            return new ProjectSnapshot(documents, log.headOffset());
        });
    }

    @Override
    public Optional<IdempotentAnswer> findAnswer(String scope, String key) {
        return reads.read(connection -> connection.answers().find(scope, key, clock.millis()));
    }

    @Override
    public EventFeed feed() {
        return feed;
    }

    @Override
    public RecoverySessions recoverySessions() {
        return writer.recoverySessions();
    }

    @Override
    public LiveChannel live() {
        return live;
    }

    @Override
    public Leases leases() {
        return holdings;
    }

    @Override
    public Registry registry() {
        return holdings;
    }

    @Override
    public List<String> troubles() {
        return health.troubles();
    }

    /** Closes the store; not to be called by a listener or by what follows on a commit. */
    @Override
    public synchronized void close() {
        writer.close();
        feed.close();
        live.close();
        holdings.close();
        reads.close();
        lock.close();
    }
}
