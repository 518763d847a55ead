package dev.maestro.server.domain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.Document;
import dev.maestro.server.backend.IdempotentAnswer;

/**
 * What a caller is told of its change.
 *
 * @param created whether something new was made
 * @param id the id of what was made or changed
 * @param version the version of the document; 0 when what is answered is none
 * @param body the document, or whatever else was asked for, as clients get it
 */
public record Answer(boolean created, String id, long version, JsonBytes body) {
    private static final int STATUS_CREATED = 201;
    private static final int STATUS_DONE = 200;

    /** Answers a new document. */
    public static Answer created(Document document, JsonBytes body) {
        return new Answer(true, document.id(), document.version(), body);
    }

    /** Answers a document as it now is. */
    public static Answer done(Document document, JsonBytes body) {
        return new Answer(false, document.id(), document.version(), body);
    }

    /** Answers that something is gone. */
    public static Answer deleted(String id) {
        return new Answer(false, id, 0, JsonBytes.of(new Gone(true, id)));
    }

    private record Gone(boolean success, String id) {}

    /** Returns the HTTP status that says the same. */
    public int status() {
        return created ? STATUS_CREATED : STATUS_DONE;
    }

    static Answer repeated(IdempotentAnswer kept) {
        JsonNode body = kept.body().tree();
        return new Answer(
                kept.status() == STATUS_CREATED,
                body.path("id").asText(""),
                body.path("version").asLong(0),
                kept.body());
    }
}
