package dev.maestro.server.screen;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One row of cells. Those from some column on may be all alike and are told once, so that emptying or filling a line takes
 * the same short time whatever its length.
 *
 * <p>Memory: at most 12 bytes a cell (grown with what is written); 4 more a cell once one has an underline that is not
 * plain, and 8 more once one holds combining marks, of which a cell keeps {@value #MOST_MARKS}.
 */
final class Line {
    static final int MOST_MARKS = 3;

    private static final int INTS = 3;
    private static final int LEAST_CELLS = 16;
    private static final int OWN_BYTES = 80;
    private static final int MARK_BITS = 21;
    private static final int[] NONE = {};

    /** Content, foreground, background of each cell up to {@code used}. */
    private int[] cells = NONE;

    private int cols;
    private int used;

    /** What each cell from {@code used} on is. */
    private int restContent;

    private int restFg;
    private int restBg;

    private int @Nullable [] underlines;

    /** Up to three code points of a cell, the first in the lowest bits. */
    private long @Nullable [] marks;

    private boolean wrapped;
    private boolean mayBeProtected;
    private long touched;

    Line(int cols) {
        this.cols = cols;
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

    /** Returns how many cells have been filled, emptied or moved one by one so far: the work done. */
    long touched() {
        return touched;
    }

    /** Returns how many cells from the left may differ from those right of them, which are all alike. */
    int own() {
        return used;
    }

    int restContent() {
        return restContent;
    }

    int restFg() {
        return restFg;
    }

    int restBg() {
        return restBg;
    }

    boolean restIsEmpty() {
        return (restContent | restFg | restBg) == 0;
    }

    /** Returns how many cells from the left may differ from an empty one of default colours. */
    int used() {
        return restIsEmpty() ? used : cols;
    }

    int content(int x) {
        return x < used ? cells[x * INTS] : restContent;
    }

    int fg(int x) {
        return x < used ? cells[x * INTS + 1] : restFg;
    }

    int bg(int x) {
        return x < used ? cells[x * INTS + 2] : restBg;
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

    /** Returns the combining marks of a cell, of {@value #MARK_BITS} bits each; 0 for none. */
    long marks(int x) {
        return (content(x) & Cell.COMBINED) == 0 || marks == null ? 0 : marks[x];
    }

    /** Returns what a cell shows; empty for an empty one. */
    String text(int x) {
        int code = content(x) & Cell.CODE;
        if (code == 0) {
            return "";
        }
        long left = marks(x);
        if (left == 0) {
            return Character.toString(code);
        }
        StringBuilder text = new StringBuilder().appendCodePoint(code);
        for (; left != 0; left >>>= MARK_BITS) {
            text.appendCodePoint((int) left & Cell.CODE);
        }
        return text.toString();
    }

    void set(int x, int content, int fg, int bg, int underline) {
        if (x >= used) {
            reach(x + 1);
        }
        int at = x * INTS;
        cells[at] = content;
        cells[at + 1] = fg;
        cells[at + 2] = bg;
        if ((bg & (Attributes.STYLED | Attributes.PROTECTED)) != 0) {
            style(x, 1, bg, underline);
        }
    }

    void set(int x, int content, Pen pen) {
        set(x, content, pen.fg, pen.bg, pen.underline);
    }

    /** Sets a cell with combining marks. */
    void setMarked(int x, int content, long ofCell, int fg, int bg, int underline) {
        set(x, content, fg, bg, underline);
        marks()[x] = ofCell;
    }

    private void style(int x, int count, int bg, int underline) {
        if ((bg & Attributes.STYLED) != 0) {
            Arrays.fill(underlines(), x, x + count, underline);
        }
        mayBeProtected |= (bg & Attributes.PROTECTED) != 0;
    }

    /** Makes all cells from the left own ones. */
    private void reach(int end) {
        int from = used * INTS;
        int to = end * INTS;
        touched += end - used;
        used = end;
        if (to > cells.length) {
            grow(end);
        }
        if (restIsEmpty()) {
            Arrays.fill(cells, from, to, 0);
        } else {
            for (int at = from; at < to; at += INTS) {
                cells[at] = restContent;
                cells[at + 1] = restFg;
                cells[at + 2] = restBg;
            }
        }
    }

    private void grow(int end) {
        int capacity = Math.max(end, Math.max(LEAST_CELLS, 2 * cells.length / INTS));
        cells = Arrays.copyOf(cells, Math.min(cols, capacity) * INTS);
    }

    /** Forgets own cells at the end that are as those right of them. */
    private void settle() {
        while (used > 0 && isRest(used - 1)) {
            used--;
        }
    }

    private boolean isRest(int x) {
        int at = x * INTS;
        return cells[at] == restContent && cells[at + 1] == restFg && cells[at + 2] == restBg;
    }

    /** Writes printable ASCII; the caller has seen that it fits. */
    void write(int x, byte[] ascii, int from, int length, Pen pen) {
        int fg = pen.fg;
        int bg = pen.bg;
        if (x + length > used) {
            reach(x + length);
        }
        touched += length;
        int[] to = cells;
        int at = x * INTS;
        for (int i = from; i < from + length; i++) {
            to[at] = ascii[i];
            to[at + 1] = fg;
            to[at + 2] = bg;
            at += INTS;
        }
        if ((bg & (Attributes.STYLED | Attributes.PROTECTED)) != 0) {
            style(x, length, bg, pen.underline);
        }
    }

    /**
     * Writes the characters as bytes if the line is plain ASCII without looks or gaps, its rest empty, and returns whether it
     * is; otherwise what was written means nothing.
     */
    boolean copyPlain(byte[] to, int at) {
        if (!restIsEmpty()) {
            return false;
        }
        int[] from = cells;
        int length = used * INTS;
        int end = at;
        for (int i = 0; i < length; i += INTS) {
            int content = from[i];
            if (content < ' ' || content > '~' || (from[i + 1] | from[i + 2]) != 0) {
                return false;
            }
            to[end++] = (byte) content;
        }
        return true;
    }

    /** Adds a combining mark to a cell, unless it has {@value #MOST_MARKS}. */
    void join(int x, int code) {
        int content = content(x);
        long before = marks(x);
        int shift = 0;
        while (shift < MOST_MARKS * MARK_BITS && before >>> shift != 0) {
            shift += MARK_BITS;
        }
        if ((content & Cell.CODE) == 0 || shift == MOST_MARKS * MARK_BITS) {
            return;
        }
        long ofCell = before | (long) code << shift;
        setMarked(x, content | Cell.COMBINED, ofCell, fg(x), bg(x), underline(x));
    }

    /** Moves the cells from {@code x} on to the right; what leaves the line is lost. */
    void insert(int x, int count, int fg, int bg, int underline) {
        int n = Math.min(count, cols - x);
        boolean blankFollows = fg == 0 && isRestBlank(bg);
        if (blankFollows && x >= used) {
            return;
        }
        // Where blank cells follow, and as many come in, they need not be moved.
        int end = blankFollows ? Math.min(cols, used + n) : cols;
        reach(end);
        if (x > 0 && Cell.isWide(content(x - 1))) {
            set(x - 1, Cell.EMPTY, fg, bg, underline);
            // xterm.js lets the right half go on alone; no terminal can be told to show that.
            set(x, Cell.EMPTY, fg(x), bg(x), underline(x));
        }
        move(x, x + n, end - x - n);
        blank(x, Math.min(x + n, end), fg, bg, underline);
        if (Cell.isWide(content(cols - 1))) {
            set(cols - 1, Cell.EMPTY, fg, bg, underline);
        }
        settle();
    }

    /** Moves the cells right of {@code x + count} to {@code x}. */
    void delete(int x, int count, int bg) {
        int n = Math.min(count, cols - x);
        boolean blankFollows = isRestBlank(bg);
        if (blankFollows && x >= used) {
            return;
        }
        int end = blankFollows ? used : cols;
        reach(end);
        move(x + n, x, end - x - n);
        blank(Math.max(x, end - n), cols, 0, bg, 0);
        if (x > 0 && Cell.isWide(content(x - 1))) {
            set(x - 1, Cell.EMPTY, 0, bg, 0);
        }
        if (isRightHalf(x)) {
            set(x, Cell.EMPTY, 0, bg, 0);
        }
        settle();
    }

    /** Returns whether the cells that are no own ones are empty with a background. */
    private boolean isRestBlank(int bg) {
        return restContent == Cell.EMPTY && restFg == 0 && restBg == bg;
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
        if (!keepProtected || !mayBeProtected) {
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
        fill(Cell.EMPTY, 0, bg);
    }

    /** Makes all cells the same, and the line no continuation; of {@code bg} the underline's mark must not be set. */
    void fill(int content, int fg, int bg) {
        used = 0;
        restContent = content;
        restFg = fg;
        restBg = bg;
        underlines = null;
        marks = null;
        wrapped = false;
        mayBeProtected = (bg & Attributes.PROTECTED) != 0;
    }

    void clearUnprotected(int bg) {
        erase(0, cols, bg, true);
        wrapped = false;
    }

    private boolean isProtected(int x) {
        return (bg(x) & Attributes.PROTECTED) != 0;
    }

    private void blank(int from, int to, int fg, int bg, int underline) {
        if (to >= cols && fg == 0 && (bg & ~Attributes.COLOUR) == 0) {
            if (from > used) {
                reach(from);
            }
            used = Math.max(from, 0);
            restContent = Cell.EMPTY;
            restFg = 0;
            restBg = bg;
            return;
        }
        if (from >= used && fg == 0 && isRestBlank(bg)) {
            return;
        }
        for (int x = from; x < to; x++) {
            set(x, Cell.EMPTY, fg, bg, underline);
        }
        touched += Math.max(0, to - from);
    }

    /** Moves own cells. */
    private void move(int from, int to, int count) {
        if (count <= 0) {
            return;
        }
        System.arraycopy(cells, from * INTS, cells, to * INTS, count * INTS);
        if (underlines != null) {
            System.arraycopy(underlines, from, underlines, to, count);
        }
        if (marks != null) {
            System.arraycopy(marks, from, marks, to, count);
        }
        touched += count;
    }

    /** Copies cells of another line, or of this one. */
    void copy(Line source, int from, int to, int count) {
        for (int i = 0; i < count; i++) {
            int x = to > from ? count - 1 - i : i;
            copyCell(source, from + x, to + x);
        }
    }

    private void copyCell(Line source, int from, int to) {
        int content = source.content(from);
        long ofCell = source.marks(from);
        set(to, content, source.fg(from), source.bg(from), source.underline(from));
        if (ofCell != 0) {
            marks()[to] = ofCell;
        }
    }

    /** Returns a copy whose text looks plain. */
    Line withoutLooks() {
        Line copy = new Line(cols);
        for (int x = 0; x < used(); x++) {
            copy.set(x, content(x), 0, 0, 0);
            if (marks(x) != 0) {
                copy.marks()[x] = marks(x);
            }
        }
        copy.wrapped = wrapped;
        return copy;
    }

    /** Gives the line another length, cutting or adding empty cells at its right. */
    void resize(int newCols) {
        if (newCols == cols) {
            return;
        }
        if (newCols > cols && !restIsEmpty()) {
            if (used < cols) {
                reach(cols);
            }
            restContent = 0;
            restFg = 0;
            restBg = 0;
        }
        underlines = underlines == null ? null : Arrays.copyOf(underlines, newCols);
        marks = marks == null ? null : Arrays.copyOf(marks, newCols);
        used = Math.min(used, newCols);
        cols = newCols;
        cells = cells.length > cols * INTS ? Arrays.copyOf(cells, cols * INTS) : cells;
        if (Cell.isWide(content(cols - 1))) {
            // Its other half was cut off.
            cells[(cols - 1) * INTS] = Cell.EMPTY;
        }
    }

    /** Returns how many cells from the left hold all there is of text. */
    int trimmedLength() {
        if (Cell.hasContent(restContent)) {
            return cols;
        }
        for (int x = used - 1; x >= 0; x--) {
            if (hasContent(x)) {
                return x + width(x);
            }
        }
        return 0;
    }

    /** Returns the bytes of memory this takes, in no time. */
    long memoryBytes() {
        long bytes = OWN_BYTES + 16 + 4L * cells.length;
        bytes += underlines == null ? 0 : 16 + 4L * underlines.length;
        return bytes + (marks == null ? 0 : 16 + 8L * marks.length);
    }

    private int[] underlines() {
        int[] existing = underlines;
        if (existing == null) {
            existing = new int[cols];
            underlines = existing;
        }
        return existing;
    }

    private long[] marks() {
        long[] existing = marks;
        if (existing == null) {
            existing = new long[cols];
            marks = existing;
        }
        return existing;
    }
}
