package dev.maestro.server.backend.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.DocumentKey;
import dev.maestro.server.backend.DocumentKind;
import dev.maestro.server.backend.DocumentPage;
import dev.maestro.server.backend.DocumentQuery;
import dev.maestro.server.backend.IdempotentAnswer;
import dev.maestro.server.backend.Offset;
import dev.maestro.server.backend.ProjectSnapshot;
import dev.maestro.server.backend.StoredDocument;
import dev.maestro.server.backend.form.Cursor;
import dev.maestro.server.backend.form.WordList;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads documents and kept answers, each call in one step of Redis, but for lists: a page that has to look at more than
 * {@value #LOOK} documents is read in several.
 *
 * <p>Threads: thread-safe; blocks.
 */
final class RedisReads {
    private static final RedisScript DOCUMENTS = RedisScript.named("documents.lua");
    private static final RedisScript LIST = RedisScript.named("list.lua");
    private static final RedisScript SNAPSHOT = RedisScript.named("snapshot.lua");

    // Some milliseconds of Redis: the longest that others wait because of it.
    private static final int LOOK = 2_000;

    private final RedisLink link;
    private final RedisKeys keys;
    private final Clock clock;

    RedisReads(RedisLink link, RedisKeys keys, Clock clock) {
        this.link = link;
        this.keys = keys;
        this.clock = clock;
    }

    Optional<StoredDocument> find(DocumentKey key) {
        return Optional.ofNullable(findAll(List.of(key)).get(key));
    }

    Map<DocumentKey, StoredDocument> findAll(Collection<DocumentKey> wanted) {
        List<DocumentKey> asked = List.copyOf(wanted);
        Map<DocumentKey, StoredDocument> found = new LinkedHashMap<>();
        if (asked.isEmpty()) {
            return found;
        }
        List<byte[]> names = asked.stream()
                .map(key -> keys.document(key.kind(), key.id()).getBytes(UTF_8))
                .toList();
        List<?> reply = (List<?>) link.read(jedis -> DOCUMENTS.run(jedis, names, List.of()));
        for (int i = 0; i < asked.size(); i++) {
            if (reply.get(i) instanceof List<?> document) {
                found.put(asked.get(i), document(asked.get(i), document, 0));
            }
        }
        return found;
    }

    long count(DocumentKind kind, @Nullable String tag) {
        String key = tag == null ? keys.ofKind(kind) : keys.ofTag(kind, tag);
        return link.read(jedis -> jedis.zcard(key));
    }

    DocumentPage list(DocumentQuery query) {
        // No double, as Redis keeps the places, is larger.
        long start = query.newestFirst() ? Long.MAX_VALUE : 0;
        long after =
                query.cursor().map(text -> Cursor.parse(query.kind(), text)).orElse(start);
        List<StoredDocument> found = new ArrayList<>();
        long lastOrd = after;
        boolean more = true;
        while (more && found.size() < query.limit()) {
            List<byte[]> arguments = arguments(query, after, query.limit() - found.size());
            List<?> reply = (List<?>) link.read(jedis -> LIST.run(jedis, List.of(), arguments));
            for (Object item : reply.subList(2, reply.size())) {
                List<?> document = (List<?>) item;
                lastOrd = Long.parseLong(text(document.get(0)));
                found.add(document(DocumentKey.of(query.kind(), text(document.get(1))), document, 2));
            }
            more = text(reply.get(0)).equals("1");
            after = Long.parseLong(text(reply.get(1)));
        }
        return new DocumentPage(found, more ? Cursor.of(query.kind(), lastOrd) : null);
    }

    private List<byte[]> arguments(DocumentQuery query, long after, int most) {
        List<String> words = new ArrayList<>(List.of(
                keys.base(),
                query.kind().name(),
                Long.toString(after),
                Integer.toString(most),
                Integer.toString(LOOK),
                query.newestFirst() ? "newest" : "oldest",
                Integer.toString(query.tags().size())));
        words.addAll(new TreeSet<>(query.tags()));
        Optional<Set<String>> projects = query.projects();
        words.add(projects.map(some -> Integer.toString(some.size())).orElse("all"));
        projects.ifPresent(words::addAll);
        return words.stream().map(word -> word.getBytes(UTF_8)).toList();
    }

    ProjectSnapshot snapshot(String projectId, Set<DocumentKind> kinds) {
        List<byte[]> arguments = new ArrayList<>(List.of(keys.base().getBytes(UTF_8), projectId.getBytes(UTF_8)));
        new TreeSet<>(kinds).forEach(kind -> arguments.add(kind.name().getBytes(UTF_8)));
        List<?> reply = (List<?>)
                link.read(jedis -> SNAPSHOT.run(jedis, List.of(keys.state().getBytes(UTF_8)), arguments));
        if (reply.isEmpty()) {
            throw new BackendUnavailableException("Redis was emptied, and the log is not open again yet");
        }
        List<StoredDocument> documents = new ArrayList<>();
        for (Object item : reply.subList(2, reply.size())) {
            List<?> document = (List<?>) item;
            DocumentKind kind = DocumentKind.valueOf(text(document.get(0)));
            documents.add(document(DocumentKey.of(kind, text(document.get(1))), document, 2));
        }
        return new ProjectSnapshot(documents, new Offset(text(reply.get(0)), Long.parseLong(text(reply.get(1)))));
    }

    Optional<IdempotentAnswer> findAnswer(String scope, String key) {
        byte[] name = keys.answer(scope, key).getBytes(UTF_8);
        List<byte[]> kept =
                link.read(jedis -> jedis.hmget(name, bytes("h"), bytes("s"), bytes("b"), bytes("k"), bytes("e")));
        if (kept.get(0) == null || Long.parseLong(text(kept.get(4))) <= clock.millis()) {
            return Optional.empty();
        }
        return Optional.of(answer(scope, key, kept, 0));
    }

    /** Returns an answer whose hash, status, body and time stand at a place of a reply and after it. */
    static IdempotentAnswer answer(String scope, String key, List<?> reply, int at) {
        return new IdempotentAnswer(
                scope,
                key,
                text(reply.get(at)),
                Integer.parseInt(text(reply.get(at + 1))),
                JsonBytes.ofUtf8((byte[]) reply.get(at + 2)),
                Duration.ofMillis(Long.parseLong(text(reply.get(at + 3)))));
    }

    private static StoredDocument document(DocumentKey key, List<?> reply, int at) {
        return new StoredDocument(
                key,
                text(reply.get(at + 1)),
                Long.parseLong(text(reply.get(at))),
                Set.copyOf(WordList.read(text(reply.get(at + 2)))),
                JsonBytes.ofUtf8((byte[]) reply.get(at + 3)));
    }

    static String text(Object bytes) {
        return new String((byte[]) bytes, UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
