package dev.maestro.protocol.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a setting of the running hub is about. */
public enum ConfigType {
    AGENT,
    SYSTEM,
    SECURITY,
    USER;

    /** Returns the word on the wire, such as {@code agent}. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
