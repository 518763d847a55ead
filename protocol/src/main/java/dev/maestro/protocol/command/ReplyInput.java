package dev.maestro.protocol.command;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An answer to a session that waits for a person: {@code {sessionId, text?}}.
 *
 * @param text what is typed into its terminal, at most 64 KiB; null when nothing is
 */
public record ReplyInput(String sessionId, @Nullable String text) {
    /** Returns what is to be typed, if anything. */
    public Optional<String> typed() {
        return Optional.ofNullable(text);
    }

    /** Shows nothing of what was typed. */
    @Override
    public String toString() {
        return "ReplyInput[sessionId=" + sessionId + "]";
    }
}
