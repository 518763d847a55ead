package dev.maestro.protocol.model;

import org.jspecify.annotations.Nullable;

/**
 * Whether a session waits for a person.
 *
 * @param message what it asks; null when it said nothing or does not wait
 */
public record NeedsInput(boolean active, @Nullable String message) {
    /** Of a session that waits for nobody. */
    public static final NeedsInput NO = new NeedsInput(false, null);
}
