package dev.maestro.server.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;

/**
 * A column of a table.
 *
 * @param head its name
 * @param cell what stands in it for a document
 * @param kind how it is treated
 */
record Column(String head, Function<JsonNode, String> cell, Kind kind) {
    enum Kind {
        /** Never cut, such as an id that is to be copied. */
        WHOLE,
        /** Cut where the terminal is too narrow. */
        TEXT,
        /** As {@link #WHOLE}, and in a colour of its meaning. */
        STATUS
    }

    static Column whole(String head, String field) {
        return new Column(head, document -> Cells.text(document.path(field)), Kind.WHOLE);
    }

    static Column text(String head, String field) {
        return new Column(head, document -> Cells.text(document.path(field)), Kind.TEXT);
    }

    static Column status(String head, String field) {
        return new Column(head, document -> Cells.text(document.path(field)), Kind.STATUS);
    }

    static Column time(String head, String field) {
        return new Column(head, document -> Cells.time(document.path(field)), Kind.WHOLE);
    }

    /** Returns a column that counts what is in an array. */
    static Column count(String head, String field) {
        return new Column(
                head, document -> Integer.toString(document.path(field).size()), Kind.WHOLE);
    }
}
