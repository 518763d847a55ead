package dev.maestro.server.screen;

import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Writes a terminal once as the text that makes a blank one the same, or stops where that gets too long; {@link Snapshot}
 * chooses what of it is written.
 */
final class SnapshotWriter {
    /** What a line takes besides its cells: its end, or making the next one go on with it. */
    private static final int LINE_END_BYTES = 16;

    private static final String DESIGNATORS = "()*+";

    /** The most that is written after the lines: tab stops of 1000 columns twice, and some positions and modes. */
    private static final int REST_BYTES = 20 << 10;

    private final Emulation from;
    private final int mostBytes;
    private final StringBuilder out = new StringBuilder(ScreenModel.PROLOGUE);
    private final Utf8Count size = new Utf8Count(out);
    private final PenText pen = new PenText(out);
    private boolean plain;

    SnapshotWriter(Emulation from, int mostBytes) {
        this.from = from;
        this.mostBytes = mostBytes;
    }

    /** Writes all, and of the history the newest lines; null if it gets too long. */
    @Nullable
    String whole(int historyLines) {
        write(historyLines, mostBytes, mostBytes);
        return size.isOver(mostBytes) ? null : out.toString();
    }

    /**
     * Writes text without looks, as much as there is room for from the top of each screen (half of it for the normal one
     * while the alternate is shown), and all the rest.
     */
    String plain() {
        plain = true;
        int room = mostBytes - REST_BYTES;
        write(0, from.screen == from.normal ? room : room / 2, room);
        return out.toString();
    }

    /** Returns about how many bytes a line takes; nothing else may be asked of this writer. */
    int lineBytes(Line line) {
        out.setLength(0);
        size.clear();
        pen.now().reset();
        lines(1, i -> line, Integer.MAX_VALUE);
        return size.bytes() + LINE_END_BYTES;
    }

    private void write(int historyLines, int limit, int alternateLimit) {
        if (!from.title.isEmpty()) {
            out.append("\u001b]2;").append(from.title).append("\u001b\\");
        }
        from.palette.appendTo(out);
        Screen normal = from.normal;
        lines(historyLines + normal.rows(), i -> line(normal, i - historyLines), limit);
        if (from.screen != normal) {
            alternate(normal, alternateLimit);
        }
        state(from.screen);
    }

    private void lines(int count, IntFunction<Line> lines, int limit) {
        new LinesText(out, pen, from.normal, size, limit).write(count, lines);
    }

    /** Returns a line: of the screen from 0 on, of the history before. */
    private Line line(Screen screen, int index) {
        History history = screen.history();
        Line line = index >= 0 || history == null
                ? screen.line(index)
                : history.line(history.count() + index, screen.cols());
        return plain ? line.withoutLooks() : line;
    }

    /** Goes over to the alternate screen, which saves the normal one's cursor. */
    private void alternate(Screen normal, int limit) {
        tabs(normal);
        region(normal);
        toSaved(normal.saved);
        out.append("\u001b[?1049h");
        designate(0, Charset.ASCII, normal.saved.charset);
        boolean filled = pen.now().eraseBackground() != 0;
        pen.plain();
        out.append(filled ? "\u001b[2J\u001b[H" : "\u001b[H");
        lines(from.rows(), i -> line(from.screen, i), limit);
    }

    private void toSaved(SavedCursor saved) {
        position(saved.x, saved.y);
        boolean underlined = (saved.fg & Attributes.UNDERLINE) != 0;
        pen.set(saved.fg, saved.bg, underlined ? Attributes.SINGLE << Attributes.STYLE_SHIFT : 0);
        designate(0, saved.charset, Charset.ASCII);
    }

    private void state(Screen screen) {
        tabs(screen);
        if (!screen.saved.isUsual()) {
            toSaved(screen.saved);
            out.append("\u001b7");
            designate(0, Charset.ASCII, screen.saved.charset);
        }
        region(screen);
        if (from.modes.origin) {
            out.append("\u001b[?6h");
        }
        int joins = joinable(from);
        if (joins == 0) {
            cursor(screen);
        }
        charsets();
        new ModesText(out, from.modes).write();
        pen.set(from.pen);
        if (joins > 0) {
            writeLastAgain(screen, joins);
        }
    }

    private void tabs(Screen screen) {
        if (screen.hasUsualTabs()) {
            return;
        }
        out.append("\u001b[3g");
        for (int x = screen.tabs.nextSetBit(0); x >= 0 && x < screen.cols(); x = screen.tabs.nextSetBit(x + 1)) {
            out.append("\u001b[").append(x + 1).append("G\u001bH");
        }
    }

    private void region(Screen screen) {
        if (screen.top != 0 || screen.bottom != screen.rows() - 1) {
            out.append("\u001b[")
                    .append(screen.top + 1)
                    .append(';')
                    .append(screen.bottom + 1)
                    .append('r');
        }
    }

    private void position(int x, int y) {
        out.append("\u001b[").append(y + 1).append(';').append(x + 1).append('H');
    }

    private void toCell(Screen screen, int x) {
        position(x, from.modes.origin ? Math.max(screen.y - screen.top, 0) : screen.y);
    }

    /** Puts the cursor where it is; after the last column by writing that again. */
    private void cursor(Screen screen) {
        int last = screen.cols() - 1;
        if (screen.x <= last) {
            toCell(screen, screen.x);
            return;
        }
        Line line = screen.line();
        int x = line.isRightHalf(last) && Cell.isWide(line.content(last - 1)) ? last - 1 : last;
        toCell(screen, x);
        if (isErased(line)) {
            pen.set(0, line.bg(x), 0);
            // Erasing to the cursor leaves it after the last column.
            out.append(" \u001b[1K");
            return;
        }
        pen.set(line.fg(x), line.bg(x), line.underline(x));
        // A mark that follows does not join it: any sequence says so, and this one changes nothing.
        out.append(line.hasContent(x) ? line.text(x) : " ").append("\u001b[?7h");
    }

    /** Returns whether a line is as one that was erased as a whole. */
    static boolean isErased(Line line) {
        for (int x = 0; x < line.cols(); x++) {
            boolean erased = line.content(x) == Cell.EMPTY
                    && line.fg(x) == 0
                    && line.bg(x) == line.bg(0)
                    && (line.bg(x) & ~Attributes.COLOUR) == 0;
            if (!erased) {
                return false;
            }
        }
        return true;
    }

    private void charsets() {
        for (int level = 0; level < from.charsets.length; level++) {
            designate(level, from.charsets[level], Charset.ASCII);
        }
        switch (from.charsetLevel) {
            case 1 -> out.append('\u000e');
            case 2 -> out.append("\u001bn");
            case 3 -> out.append("\u001bo");
            default -> {}
        }
    }

    private void designate(int level, Charset charset, Charset before) {
        if (charset != before) {
            out.append('\u001b').append(DESIGNATORS.charAt(level)).append(charset.letter());
        }
    }

    /**
     * Returns the columns of the last character if it has to be the last thing written, as a mark that follows joins it; 0
     * where that is not so, or cannot be done.
     */
    static int joinable(Emulation on) {
        int width = on.joinable;
        Screen screen = on.screen;
        int x = screen.x - width;
        if (width == 0 || x < 0) {
            return 0;
        }
        Line line = screen.line();
        boolean whole = line.hasContent(x) && line.width(x) == width && (width == 1 || line.isRightHalf(x + 1));
        int code = whole ? line.text(x).codePointAt(0) : 0;
        boolean underlined = (on.pen.fg & Attributes.UNDERLINE) != 0;
        boolean looksSame = line.fg(x) == on.pen.fg
                && line.bg(x) == on.pen.bg
                && line.underline(x) == (underlined ? on.pen.underline : 0);
        return whole && looksSame && on.charset().shown(code) == code ? width : 0;
    }

    private void writeLastAgain(Screen screen, int width) {
        int x = screen.x - width;
        toCell(screen, x);
        if (from.modes.insert) {
            // It would move the rest to the right.
            out.append("\u001b[").append(width).append('P');
        }
        out.append(screen.line().text(x));
    }
}
