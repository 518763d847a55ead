package dev.maestro.server.broadcast;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** JSON values that somebody else chose. */
final class Values {
    private Values() {}

    /** Returns the value, null where it is missing or JSON's null: such a field is left out. */
    static @Nullable JsonNode present(@Nullable JsonNode value) {
        return value == null || value.isNull() ? null : value;
    }
}
