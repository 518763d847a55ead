package dev.maestro.server.backend;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list.
 *
 * @param documents oldest first
 * @param next the cursor of the next page; null when this is the last
 */
public record DocumentPage(
        List<StoredDocument> documents, @Nullable String next) {
    public DocumentPage {
        documents = List.copyOf(documents);
    }

    /** Returns the cursor of the next page, if there is one. */
    public Optional<String> nextCursor() {
        return Optional.ofNullable(next);
    }
}
