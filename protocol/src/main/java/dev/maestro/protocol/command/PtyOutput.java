package dev.maestro.protocol.command;

import org.jspecify.annotations.Nullable;

/**
 * What a PTY wrote: {@code {ptyId, data, position?}}.
 *
 * @param data raw text with its escape sequences; may begin or end with half a character
 * @param position of its first byte, in bytes since the PTY started; null where the owner does not count
 */
public record PtyOutput(String ptyId, String data, @Nullable Long position) {
    /** Shows nothing of the output. */
    @Override
    public String toString() {
        return "PtyOutput[ptyId=" + ptyId + ", " + data.length() + " characters, position=" + position + "]";
    }
}
