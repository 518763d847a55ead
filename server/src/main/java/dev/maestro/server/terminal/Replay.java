package dev.maestro.server.terminal;

import dev.maestro.server.terminal.sequence.ReplayCleaner;
import java.nio.charset.StandardCharsets;

/**
 * The output there is, from a place where it can be cut.
 *
 * @param head what has to be written before {@code bytes}: the history the owner gave, or the opening of a sequence that
 *     {@code position} stands in the middle of
 * @param bytes output as it was written, whole sequences
 * @param position after the last byte: where the stream goes on
 * @param truncated whether there was output before that is not in it
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
record Replay(byte[] head, byte[] bytes, long position, boolean truncated) {
    /** Returns it as text that nothing in answers to. */
    String clean() {
        return cleaned(head) + cleaned(bytes);
    }

    private static String cleaned(byte[] utf8) {
        return new String(ReplayCleaner.clean(utf8), StandardCharsets.UTF_8);
    }

    /** Shows nothing of the output. */
    @Override
    public String toString() {
        return "Replay[" + bytes.length + " bytes to " + position + "]";
    }
}
