package dev.maestro.server.domain.document;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.DocumentKey;
import dev.maestro.server.backend.DocumentPage;
import dev.maestro.server.backend.StoredDocument;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Sessions with the time of their agents' last heartbeats, which are written down beside them.
 *
 * <p>A heartbeat is no change of a session: it makes no version and no event, or each would cost every client one.
 * Threads: thread-safe; blocks on the store but where it says otherwise.
 */
public final class FreshSessions {
    private static final byte[] MEMBER = ",\"lastHeartbeat\":".getBytes(StandardCharsets.UTF_8);

    private final Backend backend;
    private final Heartbeats here;

    public FreshSessions(Backend backend, Heartbeats here) {
        this.backend = backend;
        this.here = here;
    }

    /** Returns a session with the latest heartbeat. */
    public StoredDocument fresh(StoredDocument session) {
        return fresh(List.of(session)).get(0);
    }

    /** Returns a page of sessions with the latest heartbeats. */
    public DocumentPage fresh(DocumentPage page) {
        return new DocumentPage(fresh(page.documents()), page.next());
    }

    private List<StoredDocument> fresh(List<StoredDocument> sessions) {
        if (sessions.isEmpty()) {
            return sessions;
        }
        Map<DocumentKey, StoredDocument> presences = backend.findAll(sessions.stream()
                .map(session -> Shelves.PRESENCES.key(session.key().id()))
                .toList());
        return sessions.stream()
                .map(session -> fresh(
                        session,
                        presences.get(Shelves.PRESENCES.key(session.key().id()))))
                .toList();
    }

    /** Returns a session with the latest heartbeat that is known of here or written in its presence; does not block. */
    public StoredDocument fresh(StoredDocument session, @Nullable StoredDocument presence) {
        OptionalLong last = here.last(session.key().id());
        if (last.isEmpty() && presence != null) {
            @Nullable Long written = presence.body().asKnown(Presence.class).lastHeartbeat();
            last = written == null ? last : OptionalLong.of(written);
        }
        return last.isEmpty()
                ? session
                : new StoredDocument(
                        session.key(),
                        session.projectId(),
                        session.version(),
                        session.tags(),
                        withHeartbeat(session.body(), last.getAsLong()));
    }

    /**
     * Returns a session with another time of the last heartbeat. Nothing after that member can hold its name: within
     * JSON texts its quotes would be escaped.
     */
    static JsonBytes withHeartbeat(JsonBytes session, long at) {
        byte[] json = session.array();
        int value = lastIndexOf(json, MEMBER) + MEMBER.length;
        int end = value;
        while (json[end] != ',' && json[end] != '}') {
            end++;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(json.length + Long.BYTES);
        out.write(json, 0, value);
        out.writeBytes(Long.toString(at).getBytes(StandardCharsets.US_ASCII));
        out.write(json, end, json.length - end);
        return JsonBytes.ofUtf8(out.toByteArray());
    }

    private static int lastIndexOf(byte[] json, byte[] wanted) {
        for (int at = json.length - wanted.length; at > 0; at--) {
            int same = 0;
            while (same < wanted.length && json[at + same] == wanted[same]) {
                same++;
            }
            if (same == wanted.length) {
                return at;
            }
        }
        throw new IllegalArgumentException("not a session");
    }
}
