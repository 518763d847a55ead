package dev.maestro.protocol.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What was done to a backlog. */
public enum BacklogChange {
    ADDED,
    REMOVED,
    UPDATED,
    REORDERED;

    /** Returns the word on the wire, such as {@code added}. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
