package dev.maestro.server.backend;

import dev.maestro.protocol.json.JsonBytes;
import java.util.Set;

/** What a commit does to one document. */
public sealed interface Change {
    /** Returns which document is changed. */
    DocumentKey key();

    /** Returns which kind of change it is. */
    Type type();

    /** The kinds of change, for callers that must handle each. */
    enum Type {
        PUT,
        DELETE
    }

    /**
     * Stores a document, which thereby has version {@code expectedVersion + 1}.
     *
     * @param key which document
     * @param projectId the project it belongs to; never changes in a document's life
     * @param expectedVersion the version it must have now; 0 when it must not exist
     * @param tags the words it can be listed by, replacing the earlier ones
     * @param body its JSON text
     */
    record Put(DocumentKey key, String projectId, long expectedVersion, Set<String> tags, JsonBytes body)
            implements Change {
        public Put {
            tags = Set.copyOf(tags);
            if (expectedVersion < 0) {
                throw new IllegalArgumentException("expected version is " + expectedVersion + ", at least 0");
            }
        }

        @Override
        public Type type() {
            return Type.PUT;
        }
    }

    /**
     * Removes a document.
     *
     * @param key which document
     * @param expectedVersion the version it must have now, at least 1
     */
    record Delete(DocumentKey key, long expectedVersion) implements Change {
        public Delete {
            if (expectedVersion < 1) {
                throw new IllegalArgumentException("expected version is " + expectedVersion + ", at least 1");
            }
        }

        @Override
        public Type type() {
            return Type.DELETE;
        }
    }
}
