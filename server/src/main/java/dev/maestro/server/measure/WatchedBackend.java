package dev.maestro.server.measure;

import dev.maestro.server.backend.Backend;
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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A backend whose commits are timed; all else is as the one behind it does it. */
public final class WatchedBackend implements Backend {
    private final Backend behind;
    private final CommitTimes times;

    /** Times commits from now on. */
    public WatchedBackend(Backend behind, CommitTimes times) {
        this.behind = behind;
        this.times = times;
    }

    @Override
    public CompletionStage<CommitResult> commit(Commit commit) {
        long asked = System.nanoTime();
        times.begun();
        try {
            return behind.commit(commit)
                    .whenComplete((result, failure) -> times.ended(System.nanoTime() - asked, result, failure));
        } catch (RuntimeException | Error e) {
            times.ended(System.nanoTime() - asked, null, e);
            throw e;
        }
    }

    @Override
    public Optional<StoredDocument> find(DocumentKey key) {
        return behind.find(key);
    }

    @Override
    public Map<DocumentKey, StoredDocument> findAll(Collection<DocumentKey> keys) {
        return behind.findAll(keys);
    }

    @Override
    public DocumentPage list(DocumentQuery query) {
        return behind.list(query);
    }

    @Override
    public long count(DocumentKind kind, @Nullable String tag) {
        return behind.count(kind, tag);
    }

    @Override
    public ProjectSnapshot snapshot(String projectId, Set<DocumentKind> kinds) {
        return behind.snapshot(projectId, kinds);
    }

    @Override
    public Optional<IdempotentAnswer> findAnswer(String scope, String key) {
        return behind.findAnswer(scope, key);
    }

    @Override
    public EventFeed feed() {
        return behind.feed();
    }

    @Override
    public RecoverySessions recoverySessions() {
        return behind.recoverySessions();
    }

    @Override
    public LiveChannel live() {
        return behind.live();
    }

    @Override
    public Leases leases() {
        return behind.leases();
    }

    @Override
    public Registry registry() {
        return behind.registry();
    }

    @Override
    public List<String> troubles() {
        return behind.troubles();
    }

    @Override
    public void close() {
        behind.close();
    }
}
