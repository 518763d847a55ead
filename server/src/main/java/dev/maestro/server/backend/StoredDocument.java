package dev.maestro.server.backend;

import dev.maestro.protocol.json.JsonBytes;
import java.util.Set;

/**
 * A document as it was last committed.
 *
 * @param key which document
 * @param projectId the project it belongs to; of a project, its own id
 * @param version 1 when created, one more with each change
 * @param tags the words it can be listed by
 * @param body its JSON text
 */
public record StoredDocument(DocumentKey key, String projectId, long version, Set<String> tags, JsonBytes body) {
    public StoredDocument {
        tags = Set.copyOf(tags);
    }
}
