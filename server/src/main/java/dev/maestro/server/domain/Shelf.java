package dev.maestro.server.domain;

import dev.maestro.protocol.model.Document;
import dev.maestro.server.backend.DocumentKey;
import dev.maestro.server.backend.DocumentKind;
import java.util.Set;

/**
 * How one kind of document is kept.
 *
 * @param kind the backend's kind
 * @param type the record clients see
 * @param noun what a person calls one
 * @param tags by which tags one can be listed
 */
public record Shelf<T extends Document>(DocumentKind kind, Class<T> type, String noun, Tagging<T> tags) {
    /** Returns the key of one. */
    public DocumentKey key(String id) {
        return DocumentKey.of(kind, id);
    }

    /** Says which tags a document gets. */
    @FunctionalInterface
    public interface Tagging<T> {
        /**
         * Returns the tags.
         *
         * @param hidden tags that hold what clients do not see; what still counts is kept
         */
        Set<String> of(T document, Set<String> hidden);
    }
}
