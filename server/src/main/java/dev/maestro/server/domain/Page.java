package dev.maestro.server.domain;

import org.jspecify.annotations.Nullable;

/**
 * Which part of a list is wanted.
 *
 * @param cursor where the last page ended; null from the start
 * @param limit the most documents, 1 to 1000
 */
public record Page(@Nullable String cursor, int limit) {
    /** How many documents a page has when the caller does not say. */
    public static final int USUAL_LIMIT = 100;

    /** The first page of the usual length. */
    public static final Page FIRST = new Page(null, USUAL_LIMIT);
}
