package dev.maestro.protocol.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How far something an agent does has come. */
public enum ActivityStatus {
    STARTED,
    COMPLETED,
    FAILED,
    PAUSED;

    /** Returns the word on the wire, such as {@code started}. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
