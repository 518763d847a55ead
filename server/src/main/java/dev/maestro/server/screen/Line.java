package dev.maestro.server.screen;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One row of cells.
 *
 * <p>Memory: 12 bytes a cell; 4 more a cell once one has an underline that is not plain, and 4 more and a short string
 * once one holds combining marks, of which a cell keeps {@value #MOST_MARKS}.
 */
final class Line {
    private static final int INTS = 3;
    private static final int MOST_MARKS = 15;

    /** Content, foreground, background of each cell; all zero from {@code used} on. */
    private int[] cells;

    private int cols;
    private int used;
    private int @Nullable [] underlines;
    private @Nullable String @Nullable [] combined;
    private boolean wrapped;

    Line(int cols) {
        this.cols = cols;
        this.cells = new int[cols * INTS];
    }

    int cols() {
        return cols;
    }

    /** Returns whether this line goes on with the text of the one above. */
    boolean wrapped() {
        return wrapped;
    }

    void wrapped(boolean goesOn) {
        wrapped = goesOn;
    }

    /** Returns how many cells from the left may differ from an empty one of default colours. */
    int used() {
        return used;
    }

    int content(int x) {
        return cells[x * INTS];
    }

    int fg(int x) {
        return cells[x * INTS + 1];
    }

    int bg(int x) {
        return cells[x * INTS + 2];
    }

    /** Returns the underline of a cell: 0 for none. */
    int underline(int x) {
        if ((bg(x) & Attributes.STYLED) != 0 && underlines != null) {
            return underlines[x];
        }
        return (fg(x) & Attributes.UNDERLINE) != 0 ? Attributes.SINGLE << Attributes.STYLE_SHIFT : 0;
    }

    int width(int x) {
        return Cell.width(content(x));
    }

    boolean hasContent(int x) {
        return Cell.hasContent(content(x));
    }

    /** Returns whether a cell is the right half of a wide character, or was. */
    boolean isRightHalf(int x) {
        return (content(x) & ~Cell.CODE) == Cell.RIGHT_HALF && !hasContent(x);
    }

    /** Returns what a cell shows; empty for an empty one. */
    String text(int x) {
        int content = content(x);
        if ((content & Cell.COMBINED) != 0) {
            String text = combined == null ? null : combined[x];
            return text == null ? "" : text;
        }
        int code = content & Cell.CODE;
        return code == 0 ? "" : Character.toString(code);
    }

    void set(int x, int content, int fg, int bg, int underline) {
        int at = x * INTS;
        cells[at] = content;
        cells[at + 1] = fg;
        cells[at + 2] = bg;
        if ((bg & Attributes.STYLED) != 0) {
            underlines()[x] = underline;
        }
        if (x >= used) {
            used = x + 1;
        }
    }

    void set(int x, int content, Pen pen) {
        set(x, content, pen.fg, pen.bg, pen.underline);
    }

    void setText(int x, String text, int width, int fg, int bg, int underline) {
        set(x, Cell.COMBINED | Cell.widthBits(width), fg, bg, underline);
        combined()[x] = text;
    }

    /** Writes printable ASCII; the caller has seen that it fits. */
    void write(int x, byte[] ascii, int from, int length, Pen pen) {
        int fg = pen.fg;
        int bg = pen.bg;
        int[] to = cells;
        int at = x * INTS;
        for (int i = from; i < from + length; i++) {
            to[at] = ascii[i];
            to[at + 1] = fg;
            to[at + 2] = bg;
            at += INTS;
        }
        if ((bg & Attributes.STYLED) != 0) {
            Arrays.fill(underlines(), x, x + length, pen.underline);
        }
        used = Math.max(used, x + length);
    }

    /** Adds a combining mark to a cell. */
    void join(int x, int code) {
        int content = content(x);
        String text = text(x);
        if (text.isEmpty() || text.codePointCount(0, text.length()) > MOST_MARKS) {
            return;
        }
        combined()[x] = text + Character.toString(code);
        cells[x * INTS] = content & ~Cell.CODE | Cell.COMBINED;
    }

    /** Moves the cells from {@code x} on to the right; what leaves the line is lost. */
    void insert(int x, int count, int fg, int bg, int underline) {
        if (x > 0 && Cell.isWide(content(x - 1))) {
            set(x - 1, Cell.EMPTY, fg, bg, underline);
            // xterm.js lets the right half go on alone; no terminal can be told to show that.
            set(x, Cell.EMPTY, fg(x), bg(x), underline(x));
        }
        int n = Math.min(count, cols - x);
        move(x, x + n, cols - x - n);
        blank(x, x + n, fg, bg, underline);
        if (Cell.isWide(content(cols - 1))) {
            set(cols - 1, Cell.EMPTY, fg, bg, underline);
        }
    }

    /** Moves the cells right of {@code x + count} to {@code x}. */
    void delete(int x, int count, int bg) {
        int n = Math.min(count, cols - x);
        move(x + n, x, cols - x - n);
        blank(cols - n, cols, 0, bg, 0);
        if (x > 0 && Cell.isWide(content(x - 1))) {
            set(x - 1, Cell.EMPTY, 0, bg, 0);
        }
        if (isRightHalf(x)) {
            set(x, Cell.EMPTY, 0, bg, 0);
        }
    }

    /** Empties cells; a wide character that loses a half loses the other. */
    void erase(int from, int end, int bg, boolean keepProtected) {
        int to = Math.min(end, cols);
        if (from > 0 && Cell.isWide(content(from - 1)) && !(keepProtected && isProtected(from - 1))) {
            set(from - 1, Cell.EMPTY, 0, bg, 0);
        }
        if (to > 0 && to < cols && Cell.isWide(content(to - 1)) && !(keepProtected && isProtected(to))) {
            set(to, Cell.EMPTY, 0, bg, 0);
        }
        if (!keepProtected) {
            blank(from, to, 0, bg, 0);
            return;
        }
        for (int x = from; x < to; x++) {
            if (!isProtected(x)) {
                set(x, Cell.EMPTY, 0, bg, 0);
            }
        }
    }

    /** Empties the whole line and its being a continuation. */
    void clear(int bg) {
        Arrays.fill(cells, 0, used * INTS, 0);
        used = 0;
        underlines = null;
        combined = null;
        wrapped = false;
        if (bg != 0) {
            blank(0, cols, 0, bg, 0);
        }
    }

    void clearUnprotected(int bg) {
        erase(0, cols, bg, true);
        wrapped = false;
    }

    private boolean isProtected(int x) {
        return (bg(x) & Attributes.PROTECTED) != 0;
    }

    private void blank(int from, int to, int fg, int bg, int underline) {
        if (fg == 0 && bg == 0) {
            int end = Math.min(to, used);
            if (from < end) {
                Arrays.fill(cells, from * INTS, end * INTS, 0);
            }
            if (to >= used && from < used) {
                used = from;
            }
            return;
        }
        for (int x = from; x < to; x++) {
            set(x, Cell.EMPTY, fg, bg, underline);
        }
    }

    private void move(int from, int to, int count) {
        if (count <= 0) {
            return;
        }
        System.arraycopy(cells, from * INTS, cells, to * INTS, count * INTS);
        if (underlines != null) {
            System.arraycopy(underlines, from, underlines, to, count);
        }
        if (combined != null) {
            System.arraycopy(combined, from, combined, to, count);
        }
        used = Math.min(cols, Math.max(used, Math.max(used - from + to, to)));
    }

    /** Copies cells of another line, or of this one. */
    void copy(Line source, int from, int to, int count) {
        for (int i = 0; i < count; i++) {
            int x = to > from ? count - 1 - i : i;
            copyCell(source, from + x, to + x);
        }
    }

    private void copyCell(Line source, int from, int to) {
        set(to, source.content(from), source.fg(from), source.bg(from), source.underline(from));
        if ((content(to) & Cell.COMBINED) != 0) {
            combined()[to] = source.text(from);
        }
    }

    /** Returns a copy whose text looks plain. */
    Line withoutLooks() {
        Line copy = new Line(cols);
        for (int x = 0; x < used; x++) {
            copy.set(x, content(x), 0, 0, 0);
            if ((content(x) & Cell.COMBINED) != 0) {
                copy.combined()[x] = text(x);
            }
        }
        copy.wrapped = wrapped;
        return copy;
    }

    /** Gives the line another length, cutting or adding at its right. */
    void resize(int newCols) {
        if (newCols == cols) {
            return;
        }
        cells = Arrays.copyOf(cells, newCols * INTS);
        underlines = underlines == null ? null : Arrays.copyOf(underlines, newCols);
        combined = combined == null ? null : Arrays.copyOf(combined, newCols);
        used = Math.min(used, newCols);
        cols = newCols;
        if (Cell.isWide(content(cols - 1))) {
            // Its other half was cut off.
            cells[(cols - 1) * INTS] = Cell.EMPTY;
        }
    }

    /** Returns how many cells from the left hold all there is of text. */
    int trimmedLength() {
        for (int x = used - 1; x >= 0; x--) {
            if (hasContent(x)) {
                return x + width(x);
            }
        }
        return 0;
    }

    long memoryBytes() {
        long bytes = 48 + 16 + 4L * cells.length;
        if (underlines != null) {
            bytes += 16 + 4L * underlines.length;
        }
        if (combined != null) {
            bytes += 16 + 4L * combined.length;
            for (String text : combined) {
                bytes += text == null ? 0 : 40 + 2L * text.length();
            }
        }
        return bytes;
    }

    private int[] underlines() {
        int[] existing = underlines;
        if (existing == null) {
            existing = new int[cols];
            underlines = existing;
        }
        return existing;
    }

    private @Nullable String[] combined() {
        @Nullable String[] existing = combined;
        if (existing == null) {
            existing = new @Nullable String[cols];
            combined = existing;
        }
        return existing;
    }
}
