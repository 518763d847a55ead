package dev.maestro.protocol.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What became of an approval. */
public enum ApprovalStatus {
    PENDING,
    APPROVED,
    REJECTED,
    TIMED_OUT;

    /** Returns the word on the wire, such as {@code pending}. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
