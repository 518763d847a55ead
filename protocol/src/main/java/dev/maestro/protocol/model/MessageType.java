package dev.maestro.protocol.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What kind of chat message it is. */
public enum MessageType {
    COMMAND,
    RESPONSE,
    SYSTEM,
    THREAD;

    /** Returns the word on the wire, such as {@code command}. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
