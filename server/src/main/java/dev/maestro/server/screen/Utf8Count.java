package dev.maestro.server.screen;

/** Counts the bytes that a growing text takes as UTF-8, looking at each character once. */
final class Utf8Count {
    private static final int MOST_A_CHAR = 3;

    private final StringBuilder text;
    private int counted;
    private int bytes;

    Utf8Count(StringBuilder text) {
        this.text = text;
    }

    /** Returns the bytes of a text without unpaired surrogates. */
    static int of(String text) {
        return new Utf8Count(new StringBuilder(text)).bytes();
    }

    int bytes() {
        for (; counted < text.length(); counted++) {
            char c = text.charAt(counted);
            // Each half of a pair counts as two.
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : MOST_A_CHAR;
        }
        return bytes;
    }

    boolean isOver(int limit) {
        return (long) text.length() * MOST_A_CHAR > limit && bytes() > limit;
    }

    /** Counts anew from an empty text on. */
    void clear() {
        counted = 0;
        bytes = 0;
    }
}
