package dev.maestro.server.screen;

import java.util.Arrays;

/**
 * A terminal as it stands: both screens, modes, character sets and pen, and what characters and cursor movements do to them.
 *
 * <p>Follows xterm.js 6 where terminals differ, as that is what viewers run.
 */
final class Emulation {
    final Screen normal;
    final Modes modes = new Modes();
    final Pen pen = new Pen();
    final Palette palette = new Palette();
    final Charset[] charsets = {Charset.ASCII, Charset.ASCII, Charset.ASCII, Charset.ASCII};
    int charsetLevel;

    /** The alternate screen while it is shown, else the normal one. */
    Screen screen;

    String title = "";

    /** How many columns the last character takes, if nothing but characters came since: a mark joins it; else 0. */
    int joinable;

    Emulation(int cols, int rows, int historyLines) {
        normal = new Screen(cols, rows, historyLines == 0 ? null : new History(historyLines));
        screen = normal;
    }

    int cols() {
        return normal.cols();
    }

    int rows() {
        return normal.rows();
    }

    Charset charset() {
        return charsets[charsetLevel];
    }

    /** Writes printable ASCII. */
    void printAscii(byte[] bytes, int from, int to) {
        if (modes.insert || charset() != Charset.ASCII) {
            for (int i = from; i < to; i++) {
                print(bytes[i]);
            }
            return;
        }
        Screen on = screen;
        int cols = on.cols();
        Line line = on.line();
        splitBefore(line);
        int i = from;
        while (i < to) {
            if (on.x >= cols) {
                line = wrap(line);
            }
            int count = modes.wrap ? Math.min(to - i, cols - on.x) : 1;
            line.write(on.x, bytes, i, count, pen);
            on.x += count;
            i += count;
        }
        splitAfter(line);
        joinable = 1;
    }

    /** Writes a character. */
    void print(int code) {
        Screen on = screen;
        int shown = code < 0x7F ? charset().shown(code) : code;
        int width = Widths.of(shown);
        Line line = on.line();
        splitBefore(line);
        if (width == 0 && joinable != 0) {
            join(line, shown);
            return;
        }
        joinable = width;
        if (on.x + width > on.cols()) {
            if (!modes.wrap && width == 2) {
                on.x = on.cols() - 1;
                splitAtEnd(line);
                splitAfter(line);
                return;
            }
            line = wrap(line);
        }
        if (on.x >= on.cols()) {
            // A mark with nothing to join after the last column.
            return;
        }
        if (modes.insert && width > 0) {
            line.insert(on.x, width, pen.fg, pen.bg, pen.underline);
        }
        line.set(on.x++, Cell.of(shown, width), pen);
        if (width == 2) {
            line.set(on.x++, Cell.RIGHT_HALF, pen);
        }
        splitAfter(line);
    }

    private void join(Line line, int code) {
        int back = screen.x > 1 && line.width(screen.x - 1) == 0 ? 2 : 1;
        int x = screen.x - back;
        if (x < 0) {
            return;
        }
        if (line.width(x) == joinable) {
            line.join(x, code);
        } else {
            // The character it belongs to did not fit and was dropped; xterm.js breaks the cell that is there.
            line.set(x, Cell.EMPTY, line.fg(x), line.bg(x), line.underline(x));
        }
    }

    /** Goes on in the next line, marked as going on; without wrapping, the last column is written again. */
    private Line wrap(Line line) {
        Screen on = screen;
        if (!modes.wrap) {
            on.x = on.cols() - 1;
            splitAtEnd(line);
            return line;
        }
        for (int x = on.x; x < on.cols(); x++) {
            line.set(x, Cell.EMPTY, pen);
        }
        on.x = 0;
        on.y++;
        if (on.y == on.bottom + 1) {
            on.y--;
            on.scroll(pen.eraseBackground(), true);
        } else {
            on.y = Math.min(on.y, on.rows() - 1);
            on.line().wrapped(true);
        }
        return on.line();
    }

    /** Empties the left half of the wide character whose right half is written next. */
    private void splitBefore(Line line) {
        int x = screen.x;
        if (x > 0 && Cell.isWide(line.content(x - 1))) {
            line.set(x - 1, Cell.EMPTY, pen);
        }
    }

    /** Empties the left half of a wide character at the line's end, of which xterm.js leaves the half. */
    private void splitAtEnd(Line line) {
        int x = screen.x - 1;
        if (Cell.isWide(line.content(x))) {
            line.set(x, Cell.EMPTY, line.fg(x), line.bg(x), line.underline(x));
        }
    }

    /** Empties the right half of the wide character whose left half was written last. */
    private void splitAfter(Line line) {
        int x = screen.x;
        if (x < screen.cols() && line.isRightHalf(x)) {
            line.set(x, Cell.EMPTY, pen);
        }
    }

    /** Keeps the cursor on the screen, in origin mode in the scroll region; {@code lastX} is the rightmost it may stand. */
    void restrict(int lastX) {
        Screen on = screen;
        on.x = clamp(on.x, 0, lastX);
        on.y = modes.origin ? clamp(on.y, on.top, on.bottom) : clamp(on.y, 0, on.rows() - 1);
    }

    void restrict() {
        restrict(cols() - 1);
    }

    private static int clamp(int value, int least, int most) {
        return Math.max(least, Math.min(most, value));
    }

    /** Moves the cursor, in origin mode counted from the region's first row. */
    void moveTo(int x, int y) {
        screen.x = x;
        screen.y = modes.origin ? screen.top + y : y;
        restrict();
    }

    void moveBy(int dx, int dy) {
        restrict();
        moveTo(clamp(dx, -cols(), cols()) + screen.x, clamp(dy, -rows(), rows()) + screen.y);
    }

    /** Moves up, not out of the region. */
    void up(int count) {
        int room = screen.y - screen.top;
        moveBy(0, -(room >= 0 ? Math.min(room, count) : count));
    }

    /** Moves down, not out of the region. */
    void down(int count) {
        int room = screen.bottom - screen.y;
        moveBy(0, room >= 0 ? Math.min(room, count) : count);
    }

    void lineFeed() {
        Screen on = screen;
        if (modes.newLine) {
            on.x = 0;
        }
        on.y++;
        if (on.y == on.bottom + 1) {
            on.y--;
            on.scroll(pen.eraseBackground(), false);
        } else if (on.y >= on.rows()) {
            on.y = on.rows() - 1;
        } else {
            on.line().wrapped(false);
        }
        if (on.x >= on.cols()) {
            on.x--;
        }
    }

    void index() {
        restrict();
        Screen on = screen;
        on.y++;
        if (on.y == on.bottom + 1) {
            on.y--;
            on.scroll(pen.eraseBackground(), false);
        }
        restrict();
    }

    void reverseIndex() {
        restrict();
        if (screen.y == screen.top) {
            screen.down(screen.top, 1, pen.eraseBackground());
        } else {
            screen.y--;
            restrict();
        }
    }

    void backspace() {
        if (!modes.reverseWrap) {
            restrict();
            screen.x = Math.max(screen.x - 1, 0);
            return;
        }
        restrict(cols());
        Screen on = screen;
        if (on.x > 0) {
            on.x--;
        } else if (on.y > on.top && on.y <= on.bottom && on.line().wrapped()) {
            on.line().wrapped(false);
            on.y--;
            on.x = on.cols() - 1;
            // The last column is empty where a wide character did not fit.
            if (on.line().content(on.x) == Cell.EMPTY) {
                on.x--;
            }
        }
        restrict();
    }

    void tab() {
        if (screen.x < cols()) {
            screen.x = screen.nextTab();
        }
    }

    void saveCursor() {
        SavedCursor saved = screen.saved;
        saved.x = Math.min(screen.x, cols() - 1);
        saved.y = screen.y;
        saved.fg = pen.fg;
        // Whether the underline is a plain one is seen anew when it is restored.
        saved.bg = pen.bg & ~Attributes.STYLED;
        saved.charset = charset();
    }

    void restoreCursor() {
        SavedCursor saved = screen.saved;
        screen.x = saved.x;
        screen.y = saved.y;
        pen.restore(saved.fg, saved.bg);
        charsets[charsetLevel] = saved.charset;
        restrict();
    }

    void showAlternate() {
        if (screen != normal) {
            return;
        }
        Screen alternate = new Screen(cols(), rows(), null);
        int bg = pen.eraseBackground();
        for (int row = 0; row < rows(); row++) {
            alternate.line(row).clear(bg);
        }
        alternate.x = normal.x;
        alternate.y = normal.y;
        screen = alternate;
    }

    void showNormal() {
        normal.x = screen.x;
        normal.y = screen.y;
        screen = normal;
    }

    void designate(int level, Charset charset) {
        charsets[level] = charset;
    }

    void resetCharsets() {
        Arrays.fill(charsets, Charset.ASCII);
        charsetLevel = 0;
    }

    void softReset() {
        modes.softReset();
        modes.cursorHidden = false;
        screen.top = 0;
        screen.bottom = rows() - 1;
        pen.reset();
        resetCharsets();
        screen.saved.reset();
    }

    void fullReset() {
        screen = normal;
        normal.reset();
        modes.fullReset();
        pen.reset();
        resetCharsets();
        joinable = 0;
    }

    /** DECALN: fills the screen with E. */
    void alignmentPattern() {
        moveTo(0, 0);
        int fg = pen.fg & ~Attributes.UNDERLINE;
        int bg = pen.bg & ~Attributes.STYLED;
        for (int row = screen.y; row < rows(); row++) {
            screen.line(row).fill('E', fg, bg);
        }
        moveTo(0, 0);
    }

    void resize(int cols, int rows) {
        // The character before the cursor may be another one after it.
        joinable = 0;
        normal.resize(cols, rows);
        if (screen != normal) {
            screen.resize(cols, rows);
        }
    }
}
