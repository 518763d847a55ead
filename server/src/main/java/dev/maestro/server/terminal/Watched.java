package dev.maestro.server.terminal;

import org.jspecify.annotations.Nullable;

/**
 * What a viewer starts from.
 *
 * @param scrollback what its terminal has to be written first
 * @param position that of the next {@code terminal:output}
 * @param truncated whether output is missing between what the viewer had ({@code since}), or the PTY's start, and
 *     {@code scrollback}
 * @param writable whether it may type
 * @param title the title the program set; empty for none
 * @param connected whether the owner is connected
 * @param controller the name of who typed last, still watches and may write; null for nobody
 * @param mine whether that is this viewer
 */
public record Watched(
        int cols,
        int rows,
        String scrollback,
        long position,
        boolean truncated,
        boolean writable,
        String title,
        boolean connected,
        @Nullable String controller,
        boolean mine) {
    /** Shows nothing of the output. */
    @Override
    public String toString() {
        return "Watched[" + cols + "x" + rows + ", " + scrollback.length() + " characters to " + position + "]";
    }
}
