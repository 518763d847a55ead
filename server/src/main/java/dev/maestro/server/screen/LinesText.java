package dev.maestro.server.screen;

import java.util.function.IntFunction;

/**
 * Writes lines from a blank screen's first row on, the earlier ones scrolling off at its end, so that each has its cells and
 * its mark of going on.
 */
final class LinesText {
    private final StringBuilder out;
    private final PenText pen;
    private final int cols;
    private final int rows;
    private final Utf8Count size;
    private final int limit;

    /** The terminal's cursor, and the background that its row's untouched cells have. */
    private int row;

    private int column;
    private int fill;

    /**
     * Makes a writer of lines.
     *
     * @param limit of {@code size}: no more is written once it is over that
     */
    LinesText(StringBuilder out, PenText pen, Screen screen, Utf8Count size, int limit) {
        this.out = out;
        this.pen = pen;
        this.cols = screen.cols();
        this.rows = screen.rows();
        this.size = size;
        this.limit = limit;
    }

    /** Writes all, or as much as there is room for; the cursor is left anywhere. */
    void write(int count, IntFunction<Line> lines) {
        Line line = lines.apply(0);
        if (line.wrapped() && rows > 1) {
            // It goes on with a line that is forgotten: one is put above it and scrolled off.
            out.append("\u001b[").append(cols).append("Gxx\u001b[S\u001b[H\u001b[X");
        }
        for (int i = 1; i < count && !size.isOver(limit); i++) {
            Line next = lines.apply(i);
            if (next.wrapped()) {
                goOn(line, next);
            } else {
                cells(line, cols);
                newLine();
            }
            line = next;
        }
        cells(line, cols);
    }

    private void newLine() {
        if (pen.now().eraseBackground() != 0) {
            pen.plain();
        }
        out.append("\r\n");
        nextRow();
    }

    private void nextRow() {
        row = Math.min(row + 1, rows - 1);
        column = 0;
        fill = 0;
    }

    /** Writes a line and makes the next go on with it: by writing over its end, as its program did. */
    private void goOn(Line line, Line next) {
        boolean wideDidNotFit = Cell.isWide(next.content(0)) && isLeftBy(line, next);
        cells(line, wideDidNotFit ? cols - 1 : cols);
        if (wideDidNotFit) {
            moveTo(cols - 1);
        }
        boolean nextBegins = next.hasContent(0) && next.width(0) > 0;
        if (nextBegins && (wideDidNotFit || column == cols)) {
            boolean scrolls = row == rows - 1;
            pen.set(next.fg(0), next.bg(0), next.underline(0));
            nextRow();
            fill = scrolls ? pen.now().eraseBackground() : 0;
        } else {
            forceOn(line);
        }
    }

    private boolean isLeftBy(Line line, Line next) {
        int last = cols - 1;
        return line.content(last) == Cell.EMPTY
                && line.fg(last) == next.fg(0)
                && line.bg(last) == next.bg(0)
                && line.underline(last) == next.underline(0);
    }

    /** Makes the next row go on with two characters that are taken away again. */
    private void forceOn(Line line) {
        pen.plain();
        out.append("\u001b[").append(cols).append("Gxx");
        nextRow();
        if (rows > 1) {
            int last = cols - 1;
            boolean wide = line.isRightHalf(last) && Cell.isWide(line.content(last - 1));
            position(row - 1, wide ? last - 1 : last);
            fill = -1;
            column = wide ? last - 1 : last;
            cells(line, column, cols);
            pen.plain();
            position(row, 0);
        } else {
            out.append('\r');
        }
        out.append("\u001b[X");
        column = 0;
        fill = 0;
    }

    private void position(int toRow, int toColumn) {
        out.append("\u001b[").append(toRow + 1).append(';').append(toColumn + 1).append('H');
    }

    private void cells(Line line, int end) {
        cells(line, 0, end);
    }

    private void cells(Line line, int from, int end) {
        int x = from;
        int last = fill == 0 ? Math.min(end, line.used()) : end;
        while (x < last && !size.isOver(limit)) {
            if (!line.hasContent(x)) {
                x = blank(line, x, last, end);
            } else {
                character(line, x);
                x += Math.max(line.width(x), 1);
            }
        }
    }

    private void character(Line line, int x) {
        if (line.width(x) == 0) {
            // A mark that joins nothing: what came before must not be a character.
            column = -1;
        }
        moveTo(x);
        pen.set(line.fg(x), line.bg(x), line.underline(x));
        if (line.width(x) == 0) {
            out.append("\u001b[").append(x + 1).append('G');
        }
        out.append(line.text(x));
        column = x + Math.max(line.width(x), 1);
    }

    private int blank(Line line, int from, int last, int end) {
        int fg = line.fg(from);
        int bg = line.bg(from);
        int underline = line.underline(from);
        int x = from + 1;
        while (x < last
                && !line.hasContent(x)
                && line.fg(x) == fg
                && line.bg(x) == bg
                && line.underline(x) == underline) {
            x++;
        }
        if (fg != 0 || (bg & ~Attributes.COLOUR) != 0) {
            // Nothing but a space can be made to look so.
            moveTo(from);
            pen.set(fg, bg, underline);
            out.append(" ".repeat(x - from));
            column = x;
        } else if (bg != fill) {
            moveTo(from);
            erase(bg, x - from, from > 0 && x == last && end == cols && (bg == 0 || last == cols));
        }
        return x;
    }

    private void erase(int bg, int count, boolean toTheEnd) {
        if (pen.now().eraseBackground() != bg) {
            pen.set(0, bg, 0);
        }
        out.append("\u001b[");
        if (toTheEnd) {
            out.append('K');
        } else {
            out.append(count).append('X');
        }
    }

    private void moveTo(int x) {
        if (column == x) {
            return;
        }
        if (column >= 0 && x > column) {
            out.append("\u001b[").append(x - column).append('C');
        } else {
            out.append("\u001b[").append(x + 1).append('G');
        }
        column = x;
    }
}
