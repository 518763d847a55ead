package dev.maestro.protocol.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a story stands. */
public enum StoryStatus {
    TODO,
    IN_PROGRESS,
    COMPLETED,
    FAILED;

    /** Returns the word on the wire, such as {@code todo}. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
