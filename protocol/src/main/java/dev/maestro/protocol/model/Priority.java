package dev.maestro.protocol.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How urgent a task is. */
public enum Priority {
    LOW,
    MEDIUM,
    HIGH;

    /** Returns the word on the wire, such as {@code high}. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
