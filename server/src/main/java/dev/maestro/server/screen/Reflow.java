package dev.maestro.server.screen;

import java.util.ArrayList;
import java.util.List;

/**
 * Wrapped lines broken anew where the columns change, as xterm.js does it: all of the history and the normal screen but the
 * line the cursor is in, which its program writes again.
 */
final class Reflow {
    private final int oldCols;
    private final int newCols;
    private final int newRows;
    private final int mostLines;

    /** History and screen. */
    private final List<Line> all = new ArrayList<>();

    /** How many of them are history. */
    private int base;

    private int y;
    private int savedY;

    private Reflow(Screen screen, History history, int newCols, int newRows) {
        this.oldCols = screen.cols();
        this.newCols = newCols;
        this.newRows = newRows;
        this.mostLines = history.mostLines() + newRows;
        this.base = history.count();
        this.y = screen.y;
        this.savedY = screen.saved.y + base;
        for (int i = 0; i < base; i++) {
            all.add(history.line(i, Math.max(oldCols, newCols)));
        }
    }

    /** Breaks the lines anew, moves cursor and history with them, and leaves the screen's lines. */
    static Reflow of(Screen screen, History history, List<Line> lines, int newCols, int newRows) {
        Reflow reflow = new Reflow(screen, history, newCols, newRows);
        reflow.all.addAll(lines);
        if (newCols > reflow.oldCols) {
            reflow.widen();
        } else {
            reflow.narrow();
        }
        reflow.apply(screen, history);
        return reflow;
    }

    List<Line> lines() {
        return all;
    }

    private void widen() {
        int removed = 0;
        int cursor = base + y;
        int original = 0;
        for (int i = 0; i < all.size(); i++) {
            int lines = groupLength(i);
            boolean hasCursor = cursor >= original && cursor < original + lines;
            original += lines;
            if (lines > 1 && !hasCursor) {
                int gone = lines - replace(i, lines).size();
                removed += gone;
                lines -= gone;
            }
            i += lines - 1;
        }
        for (int i = 0; i < removed; i++) {
            lineRemoved();
        }
        savedY = Math.max(savedY - removed, 0);
    }

    private void lineRemoved() {
        if (base > 0) {
            base--;
            return;
        }
        y = Math.max(y - 1, 0);
        if (all.size() < newRows) {
            all.add(new Line(newCols));
        }
    }

    private void narrow() {
        int inserted = 0;
        for (int i = all.size() - 1; i >= 0; i--) {
            Line line = all.get(i);
            if (!line.wrapped() && line.trimmedLength() <= newCols) {
                continue;
            }
            int last = i;
            while (i > 0 && all.get(i).wrapped()) {
                i--;
            }
            int cursor = base + y;
            if (cursor >= i && cursor <= last) {
                continue;
            }
            int before = last - i + 1;
            int length = all.size() - inserted;
            int added = replace(i, before).size() - before;
            inserted += added;
            moveDown(added, length, inserted);
            savedY = Math.min(savedY + added, base + newRows - 1);
        }
        while (all.size() > mostLines) {
            all.remove(0);
        }
    }

    private void moveDown(int added, int length, int inserted) {
        boolean filling = base == 0 && y != length - 1;
        int trimmed = Math.max(0, (filling ? y : length) - mostLines + added);
        int left = length;
        for (int i = trimmed; i < added; i++) {
            if (base > 0) {
                base = Math.min(base + 1, Math.max(base, Math.min(mostLines, left + inserted) - newRows));
            } else if (y < newRows - 1) {
                y++;
                all.remove(all.size() - 1);
                left--;
            } else {
                base++;
            }
        }
    }

    /** Returns how many lines from one on are one text. */
    private int groupLength(int from) {
        int next = from + 1;
        while (next < all.size() && all.get(next).wrapped()) {
            next++;
        }
        return next - from;
    }

    private List<Line> replace(int from, int count) {
        List<Line> old = all.subList(from, from + count);
        List<Line> broken = breakAnew(new ArrayList<>(old));
        old.clear();
        all.addAll(from, broken);
        return broken;
    }

    private List<Line> breakAnew(List<Line> group) {
        List<Line> broken = new ArrayList<>();
        Line to = new Line(newCols);
        to.wrapped(group.get(0).wrapped());
        broken.add(to);
        int x = 0;
        for (int i = 0; i < group.size(); i++) {
            Line from = group.get(i);
            int length = textLength(group, i);
            for (int at = 0; at < length; at++) {
                if (x >= newCols || x == newCols - 1 && Cell.isWide(from.content(at))) {
                    to = new Line(newCols);
                    to.wrapped(true);
                    broken.add(to);
                    x = 0;
                }
                to.copy(from, at, x++, 1);
            }
        }
        return broken;
    }

    /** Returns how many cells of a line are text: all, but for the last and one that a wide character did not fit into. */
    private int textLength(List<Line> group, int index) {
        Line line = group.get(index);
        if (index == group.size() - 1) {
            return Math.min(line.trimmedLength(), oldCols);
        }
        boolean endsEmpty = line.content(oldCols - 1) == Cell.EMPTY;
        boolean wideFollows = group.get(index + 1).width(0) == 2;
        return endsEmpty && wideFollows ? oldCols - 1 : oldCols;
    }

    private void apply(Screen screen, History history) {
        history.clear();
        base = Math.max(0, Math.min(base, all.size() - newRows));
        List<Line> above = all.subList(0, base);
        for (Line line : above) {
            line.resize(newCols);
            history.add(line);
        }
        above.clear();
        screen.y = Math.min(y, newRows - 1);
        screen.saved.y = Math.max(savedY - base, 0);
    }
}
