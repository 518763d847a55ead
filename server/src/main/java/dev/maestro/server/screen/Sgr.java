package dev.maestro.server.screen;

/** SGR: numbers that change how text looks. */
final class Sgr {
    private Sgr() {}

    /** Applies {@code CSI ... m}. */
    static void apply(Params params, Pen pen) {
        for (int i = 0; i < params.count(); i++) {
            int code = params.value(i);
            if (code == 38 || code == 48 || code == 58) {
                i += Extended.apply(params, i, pen);
            } else if (!colour(code, pen) && !flag(code, pen)) {
                underline(code, params, i, pen);
            }
        }
    }

    private static boolean colour(int code, Pen pen) {
        if (code >= 30 && code <= 37) {
            pen.fg = basic(pen.fg, code - 30);
        } else if (code >= 90 && code <= 97) {
            pen.fg = basic(pen.fg, code - 90 + 8);
        } else if (code >= 40 && code <= 47) {
            pen.bg = basic(pen.bg, code - 40);
        } else if (code >= 100 && code <= 107) {
            pen.bg = basic(pen.bg, code - 100 + 8);
        } else if (code == 39) {
            pen.fg &= ~Attributes.COLOUR;
        } else if (code == 49) {
            pen.bg &= ~Attributes.COLOUR;
        } else {
            return false;
        }
        return true;
    }

    private static int basic(int word, int index) {
        return word & ~Attributes.COLOUR | Attributes.BASIC | index;
    }

    private static boolean flag(int code, Pen pen) {
        switch (code) {
            case 0 -> pen.reset();
            case 1 -> pen.fg |= Attributes.BOLD;
            case 2 -> pen.bg |= Attributes.DIM;
            case 3 -> pen.bg |= Attributes.ITALIC;
            case 5 -> pen.fg |= Attributes.BLINK;
            case 7 -> pen.fg |= Attributes.INVERSE;
            case 8 -> pen.fg |= Attributes.INVISIBLE;
            case 9 -> pen.fg |= Attributes.STRIKE;
            case 22 -> {
                pen.fg &= ~Attributes.BOLD;
                pen.bg &= ~Attributes.DIM;
            }
            case 23 -> pen.bg &= ~Attributes.ITALIC;
            case 25 -> pen.fg &= ~Attributes.BLINK;
            case 27 -> pen.fg &= ~Attributes.INVERSE;
            case 28 -> pen.fg &= ~Attributes.INVISIBLE;
            case 29 -> pen.fg &= ~Attributes.STRIKE;
            case 53 -> pen.bg |= Attributes.OVERLINE;
            case 55 -> pen.bg &= ~Attributes.OVERLINE;
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void underline(int code, Params params, int index, Pen pen) {
        if (code == 4) {
            int style = params.subs(index) > 0 ? params.sub(index, 0) : Attributes.SINGLE;
            pen.underlineStyle(style < 0 || style > Attributes.DASHED ? Attributes.SINGLE : style);
        } else if (code == 21) {
            pen.underlineStyle(Attributes.DOUBLE);
        } else if (code == 24) {
            pen.underlineStyle(0);
        } else if (code == 59) {
            pen.underlineColour(0);
        }
    }

    /** 38, 48 and 58: a colour by index or by red, green and blue, divided by semicolons or by colons. */
    private static final class Extended {
        private static final int BY_RGB = 2;
        private static final int BY_INDEX = 5;

        /** Returns how many numbers after the one at {@code at} belong to it. */
        static int apply(Params params, int at, Pen pen) {
            // Which colour, how it is given, its space (none by semicolons), and up to three values.
            int[] parts = {0, 0, -1, 0, 0, 0};
            int space = 0;
            int advance = 0;
            do {
                parts[advance + space] = params.value(at + advance);
                int subs = params.subs(at + advance);
                if (subs > 0) {
                    for (int i = 0; i < subs; i++) {
                        space = parts[1] == BY_INDEX ? 1 : space;
                        if (advance + i + 1 + space >= parts.length) {
                            break;
                        }
                        parts[advance + i + 1 + space] = params.sub(at + advance, i);
                    }
                    break;
                }
                if (parts[1] == BY_INDEX && advance + space >= 2 || parts[1] == BY_RGB && advance + space >= 5) {
                    break;
                }
                space = parts[1] != 0 ? 1 : space;
                advance++;
            } while (advance + at < params.count() && advance + space < parts.length);
            set(parts, pen);
            return advance;
        }

        private static void set(int[] parts, Pen pen) {
            for (int i = 2; i < parts.length; i++) {
                parts[i] = Math.max(parts[i], 0);
            }
            switch (parts[0]) {
                case 38 -> pen.fg = colour(pen.fg, parts);
                case 48 -> pen.bg = colour(pen.bg, parts);
                default -> pen.underlineColour(colour(pen.underlineColour(), parts));
            }
        }

        private static int colour(int word, int[] parts) {
            if (parts[1] == BY_RGB) {
                int rgb = (parts[3] & 0xFF) << 16 | (parts[4] & 0xFF) << 8 | parts[5] & 0xFF;
                return word & ~Attributes.COLOUR | Attributes.RGB | rgb;
            }
            return parts[1] == BY_INDEX ? word & ~Attributes.COLOUR | Attributes.INDEXED | parts[3] & 0xFF : word;
        }
    }
}
