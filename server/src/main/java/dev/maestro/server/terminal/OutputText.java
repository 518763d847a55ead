package dev.maestro.server.terminal;

import java.nio.charset.StandardCharsets;

/**
 * Makes UTF-8 of the text that owners send, a piece at a time.
 *
 * <p>A surrogate pair may be spread over two pieces: its first half waits for the second. A half without the other becomes
 * U+FFFD.
 *
 * <p>Threads: guarded by its terminal's lock.
 */
final class OutputText {
    private static final byte[] NOTHING = {};
    private static final String REPLACEMENT = "\uFFFD";

    /** The first half of a pair that waits for the second; 0 for none. */
    private char waiting;

    /** Returns whether half a pair waits. */
    boolean waits() {
        return waiting != 0;
    }

    /** Returns whether a piece begins with what the waiting half waits for. */
    boolean completedBy(String piece) {
        return waiting != 0 && !piece.isEmpty() && Character.isLowSurrogate(piece.charAt(0));
    }

    /** Gives up the half that waits; returns what stands for it, empty if none waited. */
    byte[] finish() {
        if (waiting == 0) {
            return NOTHING;
        }
        waiting = 0;
        return REPLACEMENT.getBytes(StandardCharsets.UTF_8);
    }

    /** Forgets the half that waits. */
    void forget() {
        waiting = 0;
    }

    /** Returns the bytes of a piece, and of the half that waited. */
    byte[] take(String piece) {
        if (piece.isEmpty()) {
            return NOTHING;
        }
        String text = waiting == 0 ? piece : waiting + piece;
        waiting = 0;
        if (Character.isHighSurrogate(text.charAt(text.length() - 1))) {
            waiting = text.charAt(text.length() - 1);
            text = text.substring(0, text.length() - 1);
        }
        return utf8(text);
    }

    /** Returns a text's UTF-8, halves of pairs replaced. */
    static byte[] utf8(String text) {
        return whole(text).getBytes(StandardCharsets.UTF_8);
    }

    /** Returns a text with the halves of pairs replaced. */
    static String whole(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return replaced(text);
            }
        }
        return text;
    }

    private static String replaced(String text) {
        StringBuilder whole = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                whole.append(c).append(text.charAt(i + 1));
                i++;
            } else if (Character.isSurrogate(c)) {
                whole.append(REPLACEMENT);
            } else {
                whole.append(c);
            }
        }
        return whole.toString();
    }

    /** Returns a text's length in bytes of UTF-8, halves of pairs counted as what replaces them. */
    static int lengthBytes(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes++;
            } else if (c < 0x800) {
                bytes += 2;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                bytes += 4;
                i++;
            } else {
                bytes += 3;
            }
        }
        return bytes;
    }
}
