package dev.maestro.protocol.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where output of tests comes from. */
public enum OutputType {
    STDOUT,
    STDERR,
    TEST_RESULT;

    /** Returns the word on the wire, such as {@code stdout}. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
