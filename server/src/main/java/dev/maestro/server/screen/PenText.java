package dev.maestro.server.screen;

/** Writes the changes of how text looks from one cell to the next. */
final class PenText {
    private final StringBuilder out;
    private final Pen now = new Pen();

    PenText(StringBuilder out) {
        this.out = out;
    }

    Pen now() {
        return now;
    }

    void plain() {
        set(0, 0, 0);
    }

    void set(Pen pen) {
        set(pen.fg, pen.bg, pen.underline);
    }

    /** Writes what makes the looks these. */
    void set(int fg, int bg, int underline) {
        if (now.fg == fg && now.bg == bg && now.underline == underline) {
            return;
        }
        boolean isProtected = (bg & Attributes.PROTECTED) != 0;
        boolean wasProtected = (now.bg & Attributes.PROTECTED) != 0;
        out.append("\u001b[");
        int start = out.length();
        // SGR 0 also ends protection in xterm.js, so protection is looked at after.
        if (needsReset(fg, bg, underline)) {
            out.append('0');
            now.reset();
            wasProtected = false;
        }
        flags(fg, bg);
        underline(underline);
        colour(30, now.fg, fg);
        colour(40, now.bg, bg);
        if (out.length() == start) {
            out.setLength(start - 2);
        } else {
            out.append('m');
        }
        if (isProtected != wasProtected) {
            out.append(isProtected ? "\u001b[1\"q" : "\u001b[2\"q");
        }
        now.fg = fg;
        now.bg = bg;
        now.underline = underline;
    }

    private boolean needsReset(int fg, int bg, int underline) {
        int flagsGone = now.fg & ~fg & ~Attributes.COLOUR
                | now.bg & ~bg & (Attributes.ITALIC | Attributes.DIM | Attributes.OVERLINE);
        boolean lost = flagsGone != 0
                || (now.underline != 0 && underline != now.underline)
                || (now.bg & ~bg & Attributes.PROTECTED) != 0;
        return lost || fg == 0 && bg == 0 && underline == 0;
    }

    private void flags(int fg, int bg) {
        int newFg = fg & ~now.fg;
        int newBg = bg & ~now.bg;
        add(newFg & Attributes.BOLD, "1");
        add(newBg & Attributes.DIM, "2");
        add(newBg & Attributes.ITALIC, "3");
        add(newFg & Attributes.BLINK, "5");
        add(newFg & Attributes.INVERSE, "7");
        add(newFg & Attributes.INVISIBLE, "8");
        add(newFg & Attributes.STRIKE, "9");
        add(newBg & Attributes.OVERLINE, "53");
    }

    private void add(int wanted, String code) {
        if (wanted != 0) {
            separate().append(code);
        }
    }

    private StringBuilder separate() {
        return out.charAt(out.length() - 1) == '[' ? out : out.append(';');
    }

    private void underline(int underline) {
        if (underline == now.underline) {
            return;
        }
        int style = underline >>> Attributes.STYLE_SHIFT;
        if (style == Attributes.SINGLE) {
            separate().append('4');
        } else if (style != 0) {
            separate().append("4:").append(style);
        }
        int colour = underline & Attributes.COLOUR;
        if ((colour & Attributes.KIND) == Attributes.RGB) {
            separate().append("58:2::");
            rgb(colour, ':');
        } else if (colour != 0) {
            separate().append("58:5:").append(colour & 0xFF);
        }
    }

    private void colour(int base, int before, int after) {
        int colour = after & Attributes.COLOUR;
        if (colour == (before & Attributes.COLOUR)) {
            return;
        }
        separate();
        int index = colour & 0xFF;
        switch (colour & Attributes.KIND) {
            case Attributes.BASIC -> out.append(index < 8 ? base + index : base + 60 + index - 8);
            case Attributes.INDEXED -> out.append(base + 8).append(";5;").append(index);
            case Attributes.RGB -> {
                out.append(base + 8).append(";2;");
                rgb(colour, ';');
            }
            default -> out.append(base + 9);
        }
    }

    private void rgb(int colour, char divider) {
        out.append(colour >> 16 & 0xFF)
                .append(divider)
                .append(colour >> 8 & 0xFF)
                .append(divider)
                .append(colour & 0xFF);
    }
}
