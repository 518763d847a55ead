package dev.maestro.protocol.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a sprint stands. */
public enum SprintStatus {
    PLANNED,
    ACTIVE,
    ENDED;

    /** Returns the word on the wire, such as {@code planned}. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
