package dev.maestro.protocol.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What is said of a document that is gone.
 *
 * @param sessionIds the sessions it concerned; not written when there were none
 */
public record DeletedDocument(
        String id,
        String projectId,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> sessionIds) {
    public DeletedDocument {
        sessionIds = List.copyOf(sessionIds);
    }
}
