package dev.maestro.protocol.error;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * Whether a client that the hub put out does well to come back by itself.
 *
 * <p>Spec: docs/protocol/errors.md, "Goodbyes".
 */
public enum Retry {
    /** At once, with the pauses it takes after any break. */
    NOW,
    /** After a while: the one that is named, if one is. */
    LATER,
    /** Not by itself: as it came it would be put out again, so a person has to change something first. */
    NEVER;

    /** Returns the word on the wire. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
