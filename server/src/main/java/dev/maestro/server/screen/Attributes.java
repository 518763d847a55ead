package dev.maestro.server.screen;

/**
 * How a cell looks, as bits of three ints: foreground, background and underline.
 *
 * <p>Each holds a colour in its low 26 bits: 24 of value and two of its kind; all 0 is the default colour. The bits above
 * are flags (foreground, background) or the style of the underline (0 none, 1 single, 2 double, 3 curly, 4 dotted, 5
 * dashed).
 */
final class Attributes {
    static final int COLOUR = 0x3FFFFFF;
    static final int VALUE = 0xFFFFFF;
    static final int KIND = 0x3000000;
    static final int BASIC = 0x1000000;
    static final int INDEXED = 0x2000000;
    static final int RGB = 0x3000000;

    /** Flags of the foreground. */
    static final int INVERSE = 1 << 26;

    static final int BOLD = 1 << 27;
    static final int UNDERLINE = 1 << 28;
    static final int BLINK = 1 << 29;
    static final int INVISIBLE = 1 << 30;
    static final int STRIKE = 1 << 31;

    /** Flags of the background; {@code STYLED} says that the underline is not a single one of the text's colour. */
    static final int ITALIC = 1 << 26;

    static final int DIM = 1 << 27;
    static final int STYLED = 1 << 28;
    static final int PROTECTED = 1 << 29;
    static final int OVERLINE = 1 << 30;

    static final int STYLE_SHIFT = 26;
    static final int SINGLE = 1;
    static final int DOUBLE = 2;
    static final int DASHED = 5;

    private Attributes() {}
}
