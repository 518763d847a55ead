package dev.maestro.server.backend;

/**
 * Which document.
 *
 * @param kind its kind
 * @param id its id, unique within the kind
 */
public record DocumentKey(DocumentKind kind, String id) {
    /** Returns the key of a document. */
    public static DocumentKey of(DocumentKind kind, String id) {
        return new DocumentKey(kind, id);
    }
}
