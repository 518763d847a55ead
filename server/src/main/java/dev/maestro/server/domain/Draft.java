package dev.maestro.server.domain;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.Document;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.Change;
import dev.maestro.server.backend.Commit;
import dev.maestro.server.backend.Condition;
import dev.maestro.server.backend.DocumentKey;
import dev.maestro.server.backend.DocumentPage;
import dev.maestro.server.backend.DocumentQuery;
import dev.maestro.server.backend.NewEvent;
import dev.maestro.server.backend.StoredDocument;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a change: reads documents, gathers what to store and what to tell.
 *
 * <p>Nothing is stored before the attempt is over; if what it read has changed meanwhile, it is thrown away and made
 * anew. Threads: confined to one caller. Every reader throws {@code BackendUnavailableException} when the store cannot
 * be read.
 */
public final class Draft {
    /** The most bytes of JSON one document may have: every change of it is sent whole to everyone who watches. */
    public static final int MOST_DOCUMENT_BYTES = 1024 * 1024;

    private final Backend backend;
    private final long now;
    private final Commit.Builder commit = Commit.builder();
    // Written while changes are gathered, by the one caller.
    private boolean empty = true;

    Draft(Backend backend, long now) {
        this.backend = backend;
        this.now = now;
    }

    /** Returns the time of this attempt, epoch milliseconds. */
    public long now() {
        return now;
    }

    /** Returns the backend, for reads of a whole project. */
    public Backend backend() {
        return backend;
    }

    /**
     * Reads a document.
     *
     * @throws HubException {@code not_found} if it does not exist or the caller may not see it, which look the same
     */
    public <T extends Document> Held<T> need(Shelf<T> shelf, String id, Caller caller) {
        return find(shelf, id)
                .filter(held -> Sight.of(backend, caller, held.stored().projectId()))
                .orElseThrow(() -> missing(shelf, id));
    }

    /** Returns the refusal for a document that is not there. */
    public static HubException missing(Shelf<?> shelf, String id) {
        String shown = Texts.mended(id.length() > Limit.WORD.most() ? id.substring(0, Limit.WORD.most()) + "…" : id);
        return HubException.of(ErrorCode.NOT_FOUND, "no " + shelf.noun() + " " + shown);
    }

    /** Reads a document, if it exists. */
    public <T extends Document> Optional<Held<T>> find(Shelf<T> shelf, String id) {
        return backend.find(shelf.key(id)).map(stored -> Held.of(shelf, stored));
    }

    /** Reads documents in the order of the ids, leaving out those that do not exist. */
    public <T extends Document> List<Held<T>> findAll(Shelf<T> shelf, Collection<String> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        Set<DocumentKey> keys = new LinkedHashSet<>();
        ids.forEach(id -> keys.add(shelf.key(id)));
        Map<DocumentKey, StoredDocument> found = backend.findAll(keys);
        return keys.stream()
                .flatMap(key -> Optional.ofNullable(found.get(key)).stream())
                .map(stored -> Held.of(shelf, stored))
                .toList();
    }

    /** Reads all documents of a project that carry a tag, oldest first. */
    public <T extends Document> List<Held<T>> tagged(Shelf<T> shelf, String projectId, String tag) {
        List<Held<T>> all = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            DocumentPage page = backend.list(
                    new DocumentQuery(shelf.kind(), Set.of(projectId), Set.of(tag), cursor, DocumentQuery.MAX_LIMIT));
            page.documents().forEach(stored -> all.add(Held.of(shelf, stored)));
            cursor = page.next();
        } while (cursor != null);
        return all;
    }

    /** Stores a new document and returns it as JSON. */
    public <T extends Document> JsonBytes create(Shelf<T> shelf, T document, Set<String> hidden) {
        return put(shelf, document, 0, hidden);
    }

    /** Stores a changed document and returns it as JSON; its version must be the next. */
    public <T extends Document> JsonBytes update(Held<T> held, T document, Set<String> hidden) {
        return put(held.shelf(), document, held.stored().version(), hidden);
    }

    /** Removes a document. */
    public void delete(Held<?> held) {
        delete(held.stored());
    }

    /** Removes a document whose content does not matter. */
    public void delete(StoredDocument stored) {
        empty = false;
        commit.change(new Change.Delete(stored.key(), stored.version()));
    }

    /** Adds something that must hold when the change is stored. */
    public void require(Condition condition) {
        commit.require(condition);
    }

    /** Adds the condition that a document is as it was read. */
    public void requireUnchanged(Held<?> held) {
        require(new Condition.AtVersion(held.key(), held.stored().version()));
    }

    /** Adds the condition that a document exists. */
    public void requireExists(Shelf<?> shelf, String id) {
        require(new Condition.Exists(shelf.key(id)));
    }

    /** Adds news after those added before. */
    public void tell(EventName name, String projectId, Collection<String> sessionIds, JsonBytes data) {
        empty = false;
        commit.event(new NewEvent(name, projectId, List.copyOf(sessionIds), data));
    }

    /** Adds news after those added before, written as JSON. */
    public void tell(EventName name, String projectId, Collection<String> sessionIds, Record data) {
        tell(name, projectId, sessionIds, JsonBytes.of(data));
    }

    boolean isEmpty() {
        return empty;
    }

    Commit.Builder commit() {
        return commit;
    }

    private <T extends Document> JsonBytes put(Shelf<T> shelf, T document, long expected, Set<String> hidden) {
        if (document.version() != expected + 1) {
            throw new IllegalStateException("version " + document.version() + " does not follow " + expected);
        }
        JsonBytes body = JsonBytes.of(document);
        if (body.lengthBytes() > MOST_DOCUMENT_BYTES) {
            throw HubException.of(
                    ErrorCode.TOO_LARGE,
                    "the " + shelf.noun() + " would be " + body.lengthBytes() + " bytes, at most "
                            + MOST_DOCUMENT_BYTES);
        }
        empty = false;
        commit.change(new Change.Put(
                shelf.key(document.id()),
                document.projectId(),
                expected,
                shelf.tags().of(document, hidden),
                body));
        return body;
    }
}
