package dev.maestro.server.schema.openapi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One way in which a request is answered.
 *
 * @param status the HTTP status
 * @param content null when there is none
 * @param headers the names of those that matter, which {@link OpenApi} describes
 */
record Answered(int status, String meaning, @Nullable Content content, List<String> headers) {
    static final List<String> BARE = List.of();
    static final List<String> TAGGED = List.of("ETag");
    static final List<String> MADE = List.of("ETag", "Location");
    static final List<String> PAGED = List.of("X-Next-Cursor", "Link");
}
