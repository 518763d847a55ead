package dev.maestro.server.screen;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lines of the normal or the alternate screen, with what each of both has for itself: cursor, scroll region, tab stops
 * and the saved cursor.
 *
 * <p>Rows and columns are counted from 0. The lines are a ring, so that scrolling the whole screen moves none.
 */
final class Screen {
    private static final int TAB_WIDTH = 8;

    private final @Nullable History history;
    private int cols;
    private int rows;
    private Line[] ring;
    private int first;

    /** The cursor: {@code x} is {@code cols} after the last column was written, until the next character wraps. */
    int x;

    int y;

    /** The scroll region's first and last row. */
    int top;

    int bottom;

    final BitSet tabs = new BitSet();
    final SavedCursor saved = new SavedCursor();

    Screen(int cols, int rows, @Nullable History history) {
        this.history = history;
        this.cols = cols;
        this.rows = rows;
        this.ring = blanks(cols, rows);
        this.bottom = rows - 1;
        resetTabs();
    }

    private static Line[] blanks(int cols, int rows) {
        Line[] lines = new Line[rows];
        for (int y = 0; y < rows; y++) {
            lines[y] = new Line(cols);
        }
        return lines;
    }

    @Nullable
    History history() {
        return history;
    }

    int cols() {
        return cols;
    }

    int rows() {
        return rows;
    }

    Line line(int row) {
        int at = first + row;
        return ring[at >= rows ? at - rows : at];
    }

    Line line() {
        return line(y);
    }

    private void line(int row, Line line) {
        int at = first + row;
        ring[at >= rows ? at - rows : at] = line;
    }

    /** Moves the region up by a line; the topmost goes into the history where the region begins at the top. */
    void scroll(int bg, boolean wrapped) {
        if (top == 0 && history != null) {
            if (!history.isFull()) {
                saved.y = Math.max(saved.y - 1, 0);
            }
            history.add(line(0));
        }
        if (top == 0 && bottom == rows - 1) {
            Line line = ring[first];
            line.clear(bg);
            line.wrapped(wrapped);
            first = first + 1 == rows ? 0 : first + 1;
            return;
        }
        up(top, 1, bg);
        line(bottom).wrapped(wrapped);
    }

    /** Takes lines out at a row; empty ones come in at the region's end. */
    void up(int from, int count, int bg) {
        int n = Math.min(count, bottom - from + 1);
        Line[] out = new Line[n];
        for (int i = 0; i < n; i++) {
            out[i] = line(from + i);
        }
        for (int row = from; row + n <= bottom; row++) {
            line(row, line(row + n));
        }
        for (int i = 0; i < n; i++) {
            out[i].clear(bg);
            line(bottom - n + 1 + i, out[i]);
        }
    }

    /** Puts empty lines in at a row; the last of the region are lost. */
    void down(int from, int count, int bg) {
        int n = Math.min(count, bottom - from + 1);
        Line[] out = new Line[n];
        for (int i = 0; i < n; i++) {
            out[i] = line(bottom - i);
        }
        for (int row = bottom; row - n >= from; row--) {
            line(row, line(row - n));
        }
        for (int i = 0; i < n; i++) {
            out[i].clear(bg);
            line(from + i, out[i]);
        }
    }

    /** Empties screen and history and puts all back to where it began. */
    void reset() {
        for (Line line : ring) {
            line.clear(0);
        }
        if (history != null) {
            history.clear();
        }
        x = 0;
        y = 0;
        top = 0;
        bottom = rows - 1;
        saved.reset();
        resetTabs();
    }

    void resetTabs() {
        tabs.clear();
        addTabs(0);
    }

    private void addTabs(int from) {
        for (int at = from; at < cols; at += TAB_WIDTH) {
            tabs.set(at);
        }
    }

    boolean hasUsualTabs() {
        for (int at = 0; at < cols; at++) {
            if (tabs.get(at) != (at % TAB_WIDTH == 0)) {
                return false;
            }
        }
        return true;
    }

    int nextTab() {
        int next = tabs.nextSetBit(x + 1);
        return next < 0 ? cols - 1 : Math.min(next, cols - 1);
    }

    int previousTab() {
        return x == 0 ? 0 : Math.max(tabs.previousSetBit(x - 1), 0);
    }

    /** Gives the screen another size; see {@link ScreenModel#resize}. */
    void resize(int newCols, int newRows) {
        List<Line> lines = new ArrayList<>(rows);
        for (int row = 0; row < rows; row++) {
            Line line = line(row);
            line.resize(Math.max(cols, newCols));
            lines.add(line);
        }
        int pulled = newRows > rows ? grow(lines, newCols, newRows) : shrink(lines, newRows);
        x = Math.min(x, newCols - 1);
        y = Math.min(y, newRows - 1) + pulled;
        saved.x = Math.min(saved.x, newCols - 1);
        top = 0;
        bottom = newRows - 1;
        if (history != null && newCols != cols) {
            lines = Reflow.of(this, history, lines, newCols, newRows).lines();
        }
        for (Line line : lines) {
            line.resize(newCols);
        }
        while (lines.size() < newRows) {
            lines.add(new Line(newCols));
        }
        saved.y = Math.min(saved.y, newRows - 1);
        ring = lines.subList(0, newRows).toArray(new Line[0]);
        first = 0;
        cols = newCols;
        rows = newRows;
        tabs.clear(cols, Math.max(cols, tabs.length()));
        addTabs(Math.max(tabs.previousSetBit(cols - 1), 0));
    }

    /** Fills up with lines of the history while the cursor is in the last row, else with empty ones. */
    private int grow(List<Line> lines, int newCols, int newRows) {
        int pulled = 0;
        while (lines.size() < newRows) {
            if (history != null && history.count() > 0 && lines.size() <= y + pulled + 1) {
                lines.add(0, history.takeNewest(Math.max(cols, newCols)));
                pulled++;
                saved.y++;
            } else {
                lines.add(new Line(Math.max(cols, newCols)));
            }
        }
        return pulled;
    }

    /** Takes away lines below the cursor first, then those at the top. */
    private int shrink(List<Line> lines, int newRows) {
        while (lines.size() > newRows) {
            if (lines.size() > y + 1) {
                lines.remove(lines.size() - 1);
                continue;
            }
            Line line = lines.remove(0);
            if (history != null) {
                history.add(line);
            }
            saved.y = Math.max(saved.y - 1, 0);
        }
        return 0;
    }

    long memoryBytes() {
        long bytes = 200 + 4L * rows;
        for (Line line : ring) {
            bytes += line.memoryBytes();
        }
        return history == null ? bytes : bytes + history.memoryBytes();
    }
}
