package dev.maestro.server.screen;

/** A character set that can be designated; the national ones count as ASCII. */
enum Charset {
    ASCII('B'),
    BRITISH('A'),
    /** DEC's line drawing. */
    GRAPHICS('0');

    private static final String DRAWN = "◆▒␉␌␍␊°±␤␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·";

    /** The finals that designate a set in xterm.js; others are ignored. */
    private static final String KNOWN = "0AB4C5RQKYE6ZH7=";

    private final char letter;

    Charset(char letter) {
        this.letter = letter;
    }

    /** Returns the final byte that designates it. */
    char letter() {
        return letter;
    }

    static boolean isKnown(int letter) {
        return KNOWN.indexOf(letter) >= 0;
    }

    static Charset of(int letter) {
        return letter == '0' ? GRAPHICS : letter == 'A' ? BRITISH : ASCII;
    }

    /** Returns what is shown for a code point. */
    int shown(int code) {
        if (this == GRAPHICS && code >= '`' && code <= '~') {
            return DRAWN.charAt(code - '`');
        }
        return this == BRITISH && code == '#' ? '£' : code;
    }
}
