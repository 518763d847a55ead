package dev.maestro.server.backend;

import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.json.JsonBytes;
import java.util.List;
import java.util.Set;

/** One thing a store holds, whatever store it is. Times are epoch milliseconds. */
public sealed interface StoreRecord {
    /** Returns which kind of thing it is. */
    Type type();

    /** The kinds of things, in the order in which they are handed on. */
    enum Type {
        DOCUMENT,
        EVENT,
        PROJECT_HEAD,
        ANSWER,
        RECOVERY
    }

    /**
     * A document. They come by kind, and of one kind oldest first.
     *
     * @param order its place in creation order, unique among all documents, over 0
     */
    record Document(DocumentKey key, String projectId, long version, Set<String> tags, long order, JsonBytes body)
            implements StoreRecord {
        public Document {
            tags = Set.copyOf(tags);
        }

        @Override
        public Type type() {
            return Type.DOCUMENT;
        }
    }

    /** An event of the log. They come in order. */
    record Event(
            long sequence, long timestamp, EventName name, String projectId, List<String> sessionIds, JsonBytes data)
            implements StoreRecord {
        public Event {
            sessionIds = List.copyOf(sessionIds);
        }

        @Override
        public Type type() {
            return Type.EVENT;
        }
    }

    /** The last native event a project had, which may be trimmed since. */
    record ProjectHead(String projectId, long sequence) implements StoreRecord {
        @Override
        public Type type() {
            return Type.PROJECT_HEAD;
        }
    }

    /** An answer kept for a repetition of its request, until a time. */
    record Answer(IdempotentAnswer kept, long expiresAt) implements StoreRecord {
        @Override
        public Type type() {
            return Type.ANSWER;
        }
    }

    /** What is kept of a socket whose connection went at a time. */
    record Recovery(String pid, long goneAt, JsonBytes state) implements StoreRecord {
        @Override
        public Type type() {
            return Type.RECOVERY;
        }
    }
}
