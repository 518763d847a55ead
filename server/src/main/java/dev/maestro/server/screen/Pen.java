package dev.maestro.server.screen;

/** How what is written next will look: see {@link Attributes}. */
final class Pen {
    int fg;
    int bg;
    int underline;

    void reset() {
        fg = 0;
        bg = 0;
        underline = 0;
    }

    void copyFrom(Pen other) {
        fg = other.fg;
        bg = other.bg;
        underline = other.underline;
    }

    boolean looksLike(Pen other) {
        return fg == other.fg && bg == other.bg && underline == other.underline;
    }

    boolean isPlain() {
        return fg == 0 && bg == 0 && underline == 0;
    }

    /** Returns the background that erased cells get: the colour alone. */
    int eraseBackground() {
        return bg & Attributes.COLOUR;
    }

    int underlineStyle() {
        return underline >>> Attributes.STYLE_SHIFT;
    }

    int underlineColour() {
        return underline & Attributes.COLOUR;
    }

    void underlineStyle(int style) {
        underline = underlineColour() | style << Attributes.STYLE_SHIFT;
        fg = style == 0 ? fg & ~Attributes.UNDERLINE : fg | Attributes.UNDERLINE;
        markStyled();
    }

    void underlineColour(int colour) {
        underline = underline & ~Attributes.COLOUR | colour & Attributes.COLOUR;
        markStyled();
    }

    /** Takes back what a cursor was saved with; like xterm.js, the underline's style stays what it is now. */
    void restore(int savedFg, int savedBg) {
        fg = savedFg;
        bg = savedBg;
        boolean underlined = (savedFg & Attributes.UNDERLINE) != 0;
        underlineStyle(underlined ? underlineStyle() : 0);
    }

    private void markStyled() {
        boolean styled =
                (fg & Attributes.UNDERLINE) != 0 && (underlineStyle() != Attributes.SINGLE || underlineColour() != 0);
        bg = styled ? bg | Attributes.STYLED : bg & ~Attributes.STYLED;
    }
}
