package dev.maestro.server.terminal;

import dev.maestro.server.terminal.sequence.ReplayCleaner;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

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
    /** Returns the position of the first of the bytes. */
    long from() {
        return position - bytes.length;
    }

    /** Returns it as text that nothing in answers to. */
    String clean() {
        // As one: what ends inside a sequence is gone on with by what follows.
        byte[] both = Arrays.copyOf(head, head.length + bytes.length);
        System.arraycopy(bytes, 0, both, head.length, bytes.length);
        return new String(ReplayCleaner.clean(both), StandardCharsets.UTF_8);
    }

    /** Shows nothing of the output. */
    @Override
    public String toString() {
        return "Replay[" + bytes.length + " bytes to " + position + "]";
    }
}
