package dev.maestro.protocol.portal;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What an {@code error} of the portal is about. */
public enum ErrorType {
    CONNECTION,
    AUTHENTICATION,
    VALIDATION,
    SERVER,
    NETWORK;

    /** Returns the word on the wire, such as {@code validation}. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
