package dev.maestro.server.domain;

import dev.maestro.protocol.model.Document;
import dev.maestro.server.backend.DocumentKey;
import dev.maestro.server.backend.StoredDocument;

/**
 * A document as it was read, with what is needed to change it.
 *
 * @param shelf how its kind is kept
 * @param stored as the backend gave it
 * @param document as a record
 */
public record Held<T extends Document>(Shelf<T> shelf, StoredDocument stored, T document) {
    /** Reads what the backend gave. */
    public static <T extends Document> Held<T> of(Shelf<T> shelf, StoredDocument stored) {
        return new Held<>(shelf, stored, stored.body().as(shelf.type()));
    }

    /** Returns which document it is. */
    public DocumentKey key() {
        return stored.key();
    }

    /** Returns the version the next change makes. */
    public long nextVersion() {
        return stored.version() + 1;
    }
}
