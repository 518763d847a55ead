package dev.maestro.server.screen;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * A model as lines of text for comparison: what is seen of it, and what decides how it goes on. The lines of
 * {@code screen.mjs} are made alike of an xterm.
 */
final class Shown {
    private final Emulation on;
    private final List<String> lines = new ArrayList<>();

    private Shown(Emulation on) {
        this.on = on;
    }

    /** Returns what an xterm can be asked too: history and screens, cursor, region, modes, title. */
    static List<String> seen(ScreenModel model) {
        Shown shown = new Shown(model.emulation());
        shown.describe();
        return shown.lines;
    }

    /** Returns all that has a bearing on what comes. */
    static List<String> whole(ScreenModel model) {
        Shown shown = new Shown(model.emulation());
        shown.describe();
        shown.describeRest();
        return shown.lines;
    }

    private void describe() {
        Screen screen = on.screen;
        Modes modes = on.modes;
        boolean alternate = screen != on.normal;
        lines.add("size " + on.cols() + "x" + on.rows() + (alternate ? " alternate" : " normal"));
        lines.add("cursor " + screen.x + "," + screen.y + (modes.cursorHidden ? " hidden" : ""));
        lines.add("region " + screen.top + "-" + screen.bottom);
        lines.add("modes"
                + flag(modes.applicationCursor, 1)
                + flag(modes.origin, 6)
                + flag(modes.wrap, 7)
                + flag(modes.reverseWrap, 45)
                + flag(modes.applicationKeypad, 66)
                + flag(modes.focus, 1004)
                + flag(modes.paste, 2004)
                + flag(modes.synchronised, 2026)
                + flag(modes.insert, 4)
                + flag(modes.newLine, 20)
                + " mouse " + modes.mouse + " " + modes.mouseEncoding);
        lines.add("title " + on.title);
        screen(on.normal, "normal");
        if (alternate) {
            screen(screen, "alternate");
        }
    }

    private static String flag(boolean set, int mode) {
        return set ? " " + mode : "";
    }

    private void screen(Screen screen, String name) {
        History history = screen.history();
        List<Line> all = new ArrayList<>();
        for (int i = 0; history != null && i < history.count(); i++) {
            all.add(history.line(i, screen.cols()));
        }
        int above = all.size();
        for (int row = 0; row < screen.rows(); row++) {
            all.add(screen.line(row));
        }
        for (int i = 0; i < all.size(); i++) {
            boolean goesOn = all.get(i).wrapped();
            lines.add(
                    name + " " + (i - above) + (goesOn ? " + " : " . ") + line(all.get(i), pending(screen, i - above)));
        }
    }

    /** Returns the column whose being a space or empty cannot be told apart, as the cursor stands after it; -1 for none. */
    private int pending(Screen screen, int row) {
        return screen == on.screen && row == screen.y && screen.x == screen.cols() ? screen.cols() - 1 : -1;
    }

    private static String line(Line line, int pending) {
        List<String> cells = new ArrayList<>();
        for (int x = 0; x < line.cols(); x++) {
            cells.add(cell(line, x, x == pending));
        }
        StringJoiner text = new StringJoiner(" ");
        int end = cells.size();
        while (end > 0 && cells.get(end - 1).equals("_")) {
            end--;
        }
        for (int x = 0; x < end; ) {
            int from = x;
            while (x < end && cells.get(x).equals(cells.get(from))) {
                x++;
            }
            text.add(cells.get(from) + (x - from > 1 ? "*" + (x - from) : ""));
        }
        return text.toString();
    }

    private static String cell(Line line, int x, boolean spaceIfEmpty) {
        int fg = line.fg(x);
        int bg = line.bg(x) & ~Attributes.STYLED;
        int underline = line.underline(x);
        if (underline >>> Attributes.STYLE_SHIFT == 0) {
            fg &= ~Attributes.UNDERLINE;
            underline = 0;
        }
        String text = line.text(x);
        if (text.isEmpty() && line.width(x) == 1) {
            boolean looksWritten = fg != 0 || (bg & ~Attributes.COLOUR) != 0;
            text = looksWritten || spaceIfEmpty ? " " : "";
        }
        String looks = fg == 0 && bg == 0 && underline == 0
                ? ""
                : "/" + Integer.toHexString(fg) + "/" + Integer.toHexString(bg) + "/" + Integer.toHexString(underline);
        String width = line.width(x) == 1 ? "" : "~" + line.width(x);
        return (text.isEmpty() ? "_" : text.equals(" ") ? "\u2420" : text) + width + looks;
    }

    private void describeRest() {
        lines.add("pen " + on.pen.fg + " " + on.pen.bg + " " + on.pen.underline);
        lines.add("charsets " + List.of(on.charsets) + " " + on.charsetLevel);
        lines.add("joinable " + SnapshotWriter.joinable(on));
        lines.add("style " + on.modes.cursorStyle + " " + on.modes.blink + " " + on.modes.mouseUtf8
                + on.modes.mouseUrxvt);
        StringBuilder palette = new StringBuilder();
        on.palette.appendTo(palette);
        lines.add("palette " + palette);
        own(on.normal);
        if (on.screen != on.normal) {
            lines.add("region of the normal " + on.normal.top + "-" + on.normal.bottom);
            own(on.screen);
        }
    }

    private void own(Screen screen) {
        SavedCursor saved = screen.saved;
        lines.add("saved " + saved.x + "," + Math.min(saved.y, screen.rows() - 1) + " " + saved.fg + " " + saved.bg
                + " " + saved.charset);
        lines.add("tabs " + screen.tabs.get(0, screen.cols()));
    }
}
