package dev.maestro.server.screen;

import java.util.Arrays;

/**
 * Lines as bytes: a byte of flags, then a byte for a character of ASCII and marked groups for all else; cells after the
 * last that differs from an empty one are left out.
 */
final class LineCodec {
    private static final int WRAPPED = 1;

    /** The columns, then the content and looks of all cells that are left out follow the flags. */
    private static final int FILLED = 2;

    /** Empty cells: their number in two bytes follows. */
    private static final byte EMPTY = 0;

    private static final byte RIGHT_HALF = 1;

    /** Another character: its content as in {@link Cell}, in four bytes. */
    private static final byte CHARACTER = 2;

    /** From here on the looks are others: bits of those that change, then four bytes for each. */
    private static final byte LOOKS = 3;

    /** A character with combining marks: the content in four bytes, those in eight. */
    private static final byte MARKED = 4;

    private static final int FG = 1;
    private static final int BG = 2;
    private static final int UNDERLINE = 4;

    /** The most that one cell, or the flags, may take. */
    private static final int MOST_A_CELL = 28;

    private byte[] out = new byte[256];
    private int length;

    /** Returns what {@link #encode} has made, and more behind it. */
    byte[] bytes() {
        return out;
    }

    /** Writes the bytes of a plain line and returns how many; 0 if it is not plain, and may have made garbage there. */
    static int encodePlain(Line line, byte[] to, int at) {
        if (!line.copyPlain(to, at + 1)) {
            return 0;
        }
        to[at] = (byte) (line.wrapped() ? WRAPPED : 0);
        return 1 + line.own();
    }

    /** Makes bytes of a line and returns how many. */
    int encode(Line line) {
        length = 0;
        flags(line);
        int fg = 0;
        int bg = 0;
        int underline = 0;
        int used = line.own();
        for (int x = 0; x < used; x++) {
            ensure(MOST_A_CELL);
            int newFg = line.fg(x);
            int newBg = line.bg(x);
            if (newFg != fg || newBg != bg || (newBg & Attributes.STYLED) != 0) {
                int newUnderline = line.underline(x);
                looks(newFg, newFg != fg, newBg, newBg != bg, newUnderline, newUnderline != underline);
                fg = newFg;
                bg = newBg;
                underline = newUnderline;
            }
            int content = line.content(x);
            if (content >= ' ' && content < 0x7F) {
                out[length++] = (byte) content;
            } else if (content == Cell.EMPTY) {
                x += empty(line, x, used) - 1;
            } else {
                other(line, x, content);
            }
        }
        return length;
    }

    private void flags(Line line) {
        ensure(MOST_A_CELL);
        boolean filled = !line.restIsEmpty();
        out[length++] = (byte) ((line.wrapped() ? WRAPPED : 0) | (filled ? FILLED : 0));
        if (filled) {
            out[length++] = (byte) (line.cols() >> 8);
            out[length++] = (byte) line.cols();
            four(line.restContent());
            four(line.restFg());
            four(line.restBg());
        }
    }

    private void looks(int fg, boolean isNewFg, int bg, boolean isNewBg, int underline, boolean isNewUnderline) {
        int changes = (isNewFg ? FG : 0) | (isNewBg ? BG : 0) | (isNewUnderline ? UNDERLINE : 0);
        if (changes == 0) {
            return;
        }
        out[length++] = LOOKS;
        out[length++] = (byte) changes;
        if (isNewFg) {
            four(fg);
        }
        if (isNewBg) {
            four(bg);
        }
        if (isNewUnderline) {
            four(underline);
        }
    }

    private int empty(Line line, int from, int used) {
        int x = from + 1;
        while (x < used
                && line.content(x) == Cell.EMPTY
                && line.fg(x) == line.fg(from)
                && line.bg(x) == line.bg(from)
                && line.underline(x) == line.underline(from)) {
            x++;
        }
        int run = x - from;
        out[length++] = EMPTY;
        out[length++] = (byte) (run >> 8);
        out[length++] = (byte) run;
        return run;
    }

    private void other(Line line, int x, int content) {
        if (content == Cell.RIGHT_HALF) {
            out[length++] = RIGHT_HALF;
        } else if ((content & Cell.COMBINED) == 0) {
            out[length++] = CHARACTER;
            four(content);
        } else {
            long marks = line.marks(x);
            out[length++] = MARKED;
            four(content);
            four((int) (marks >>> 32));
            four((int) marks);
        }
    }

    private void four(int value) {
        out[length++] = (byte) (value >> 24);
        out[length++] = (byte) (value >> 16);
        out[length++] = (byte) (value >> 8);
        out[length++] = (byte) value;
    }

    private void ensure(int more) {
        if (length + more > out.length) {
            out = Arrays.copyOf(out, Math.max(length + more, 2 * out.length));
        }
    }

    /** Makes a line of bytes; what is beyond its columns is left out. */
    static Line decode(byte[] bytes, int cols) {
        return new Decoding(bytes, cols).line();
    }

    /** One line on its way out of bytes. */
    private static final class Decoding {
        private final byte[] in;
        private final int cols;
        private Line line;
        private int at;
        private int x;
        private int fg;
        private int bg;
        private int underline;

        Decoding(byte[] in, int cols) {
            this.in = in;
            this.cols = cols;
            this.line = new Line(cols);
        }

        Line line() {
            int flags = in[at++];
            if ((flags & FILLED) != 0) {
                line = new Line(Math.min(two(), cols));
                line.fill(four(), four(), four());
            }
            while (at < in.length) {
                group(in[at++]);
            }
            line.wrapped((flags & WRAPPED) != 0);
            line.resize(cols);
            return line;
        }

        private void group(byte mark) {
            switch (mark) {
                case EMPTY -> {
                    for (int run = two(); run > 0; run--) {
                        put(Cell.EMPTY);
                    }
                }
                case RIGHT_HALF -> put(Cell.RIGHT_HALF);
                case CHARACTER -> put(four());
                case LOOKS -> looks();
                case MARKED -> marked();
                default -> put(mark);
            }
        }

        private void looks() {
            int changes = in[at++];
            fg = (changes & FG) == 0 ? fg : four();
            bg = (changes & BG) == 0 ? bg : four();
            underline = (changes & UNDERLINE) == 0 ? underline : four();
        }

        private void marked() {
            int content = four();
            long marks = (long) four() << 32 | four() & 0xFFFFFFFFL;
            if (x < line.cols() - (Cell.isWide(content) ? 1 : 0)) {
                line.setMarked(x, content, marks, fg, bg, underline);
            }
            x++;
        }

        private void put(int content) {
            boolean fits = x < line.cols() - (Cell.isWide(content) ? 1 : 0);
            if (fits) {
                line.set(x, content, fg, bg, underline);
            }
            x++;
        }

        private int two() {
            return (in[at++] & 0xFF) << 8 | in[at++] & 0xFF;
        }

        private int four() {
            return two() << 16 | two();
        }
    }
}
