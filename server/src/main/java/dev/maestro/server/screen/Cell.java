package dev.maestro.server.screen;

/**
 * What stands in a cell, as bits of one int: a code point, or a mark that the line has a string of several; and the width.
 *
 * <p>0 is a cell nothing was written to, one column wide, so that a line is made empty by zeroes. It is not a space: it is
 * left out when text is copied, and a line ends before the last of them.
 */
final class Cell {
    static final int EMPTY = 0;
    static final int CODE = 0x1FFFFF;
    static final int COMBINED = 1 << 21;
    static final int CONTENT = CODE | COMBINED;

    private static final int WIDTH = 3 << 22;
    private static final int NARROW = 0;
    private static final int NONE = 1 << 22;
    private static final int WIDE = 2 << 22;

    /** The right half of a wide character. */
    static final int RIGHT_HALF = NONE;

    private Cell() {}

    /** Returns a cell that holds a code point, {@code width} 0 to 2 columns wide. */
    static int of(int code, int width) {
        return code | widthBits(width);
    }

    /** Returns the bits of a width. */
    static int widthBits(int width) {
        return width == 1 ? NARROW : width == 0 ? NONE : WIDE;
    }

    static int width(int cell) {
        int width = cell & WIDTH;
        return width == NARROW ? 1 : width == NONE ? 0 : 2;
    }

    static boolean isWide(int cell) {
        return (cell & WIDTH) == WIDE;
    }

    static boolean hasContent(int cell) {
        return (cell & CONTENT) != 0;
    }
}
