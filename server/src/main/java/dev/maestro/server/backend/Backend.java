package dev.maestro.server.backend;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Where documents and events live, whatever keeps them.
 *
 * <p>Promises of every backend, held by {@code BackendContract}:
 *
 * <ul>
 *   <li><b>Atomic.</b> A commit is stored whole, its events with it, or not at all.
 *   <li><b>Durable.</b> When {@link #commit} has answered {@code Committed}, the commit survives the death of the
 *       process and of the machine.
 *   <li><b>Ordered.</b> All commits have one order; the events of one stand next to each other in the feed.
 *   <li><b>Read your writes.</b> A read that starts after a commit was answered sees it.
 * </ul>
 *
 * <p>Life-cycle: open when made; {@link #close} lets commits already taken finish, refuses new ones, and is idempotent.
 *
 * <p>Threads: thread-safe. Reads block on disk or network: never call them on an event loop. {@link #commit} does not
 * block.
 */
public interface Backend extends AutoCloseable {
    /**
     * Stores a change with its news.
     *
     * <p>Fails with {@link BackendUnavailableException} when the store cannot write now or too many commits wait; then
     * nothing was stored. The stage may complete on the backend's own thread: what follows on it must be short.
     */
    CompletionStage<CommitResult> commit(Commit commit);

    /**
     * Reads a document.
     *
     * @throws BackendUnavailableException if the store cannot be read now
     */
    Optional<StoredDocument> find(DocumentKey key);

    /**
     * Reads several documents as they were at one moment; those that do not exist are left out.
     *
     * @throws BackendUnavailableException if the store cannot be read now
     */
    Map<DocumentKey, StoredDocument> findAll(Collection<DocumentKey> keys);

    /**
     * Lists documents, the oldest or the newest first.
     *
     * <p>A document that exists through the whole listing is seen exactly once, whatever is created, changed or
     * removed between the pages.
     *
     * @throws InvalidCursorException if the cursor is not one of ours
     * @throws BackendUnavailableException if the store cannot be read now
     */
    DocumentPage list(DocumentQuery query);

    /**
     * Counts documents; costs next to nothing, however many there are.
     *
     * @param tag having this tag; null for all of the kind
     * @throws BackendUnavailableException if the store cannot be read now
     */
    long count(DocumentKind kind, @Nullable String tag);

    /**
     * Reads a project's documents as they were at one moment, and which moment that was. A project that does not exist
     * has none.
     *
     * @throws BackendUnavailableException if the store cannot be read now
     */
    ProjectSnapshot snapshot(String projectId, Set<DocumentKind> kinds);

    /**
     * Finds the answer kept under an idempotency key, if it was kept and its time is not over.
     *
     * @throws BackendUnavailableException if the store cannot be read now
     */
    Optional<IdempotentAnswer> findAnswer(String scope, String key);

    /** Returns the feed of what is committed. */
    EventFeed feed();

    /** Returns what is kept of sockets, so that their clients can be recovered. */
    RecoverySessions recoverySessions();

    /** Returns the channel of what is not worth storing. */
    LiveChannel live();

    /** Returns what nodes hold one at a time. */
    Leases leases();

    /** Returns what nodes have at the moment. */
    Registry registry();

    /** Returns what is wrong with the store now, a sentence each; empty when it can read and write. */
    List<String> troubles();

    @Override
    void close();
}
