package dev.maestro.server.backend;

import java.util.List;

/**
 * A project's documents at one moment.
 *
 * @param documents those of the kinds asked for, oldest first within each kind
 * @param offset the moment: every event up to it is in the documents, none after it
 */
public record ProjectSnapshot(List<StoredDocument> documents, Offset offset) {
    public ProjectSnapshot {
        documents = List.copyOf(documents);
    }

    /** Returns the documents of one kind, oldest first. */
    public List<StoredDocument> ofKind(DocumentKind kind) {
        return documents.stream()
                .filter(document -> document.key().kind() == kind)
                .toList();
    }
}
