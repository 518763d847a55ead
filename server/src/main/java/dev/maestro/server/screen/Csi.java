package dev.maestro.server.screen;

import java.util.Arrays;

/** Carries out control sequences; unknown ones and questions change nothing. */
final class Csi {
    /** REP of what is not plain ASCII repeats at most this often. */
    private static final int MOST_REPEATS = 256;

    private final Emulation on;

    Csi(Emulation on) {
        this.on = on;
    }

    /**
     * Carries out one.
     *
     * @param marks what stood before and between the numbers and the final byte, a byte each
     */
    void dispatch(int marks, int last, Params params) {
        switch (marks) {
            case 0 -> plain(last, params);
            case '?' -> asked(last, params);
            case '!' -> {
                if (last == 'p') {
                    on.softReset();
                }
            }
            case '"' -> {
                if (last == 'q') {
                    protect(params.value(0));
                }
            }
            case ' ' -> spaced(last, params);
            case '\'' -> columns(last, params.amount());
            default -> {}
        }
    }

    private void plain(int last, Params params) {
        switch (last) {
            case 'm' -> Sgr.apply(params, on.pen);
            case 'h', 'l' -> ModeSwitch.ansi(on, params, last == 'h');
            case 'J' -> eraseDisplay(params.value(0), false);
            case 'K' -> eraseLine(params.value(0), false);
            case 'X' -> eraseCharacters(params.amount());
            case '@', 'P' -> shiftCharacters(last == '@', params.amount());
            case 'L', 'M' -> shiftLines(last == 'L', params.amount());
            case 'S' -> on.screen.up(on.screen.top, params.amount(), on.pen.eraseBackground());
            case 'T' -> on.screen.down(on.screen.top, params.amount(), 0);
            case 'b' -> repeat(params.amount());
            case 'r' -> region(params);
            case 's' -> on.saveCursor();
            case 'u' -> on.restoreCursor();
            case 'g' -> clearTabs(params.value(0));
            default -> move(last, params);
        }
    }

    private void move(int last, Params params) {
        int amount = params.amount();
        switch (last) {
            case 'A' -> on.up(amount);
            case 'B' -> on.down(amount);
            case 'C', 'a' -> on.moveBy(amount, 0);
            case 'D' -> on.moveBy(-amount, 0);
            case 'e' -> on.moveBy(0, amount);
            case 'E' -> {
                on.down(amount);
                on.screen.x = 0;
            }
            case 'F' -> {
                on.up(amount);
                on.screen.x = 0;
            }
            // xterm.js counts the row from the top of the screen here, and of the region once more in origin mode.
            case 'G', '`' -> on.moveTo(amount - 1, on.screen.y);
            case 'd' -> on.moveTo(on.screen.x, amount - 1);
            case 'H', 'f' -> on.moveTo(params.count() > 1 ? Math.max(params.value(1), 1) - 1 : 0, amount - 1);
            case 'I' -> tabs(amount, true);
            case 'Z' -> tabs(amount, false);
            default -> {}
        }
    }

    private void asked(int last, Params params) {
        switch (last) {
            case 'h', 'l' -> ModeSwitch.dec(on, params, last == 'h');
            case 'J' -> eraseDisplay(params.value(0), true);
            case 'K' -> eraseLine(params.value(0), true);
            default -> {}
        }
    }

    private void spaced(int last, Params params) {
        switch (last) {
            case 'q' -> {
                if (params.value(0) <= 6) {
                    on.modes.cursorStyle = params.value(0);
                }
            }
            case '@', 'A' -> shiftRegion(0, last == 'A', params.amount());
            default -> {}
        }
    }

    private void columns(int last, int amount) {
        if (last == '}' || last == '~') {
            shiftRegion(on.screen.x, last == '}', amount);
        }
    }

    private void protect(int how) {
        if (how == 1) {
            on.pen.bg |= Attributes.PROTECTED;
        } else if (how == 0 || how == 2) {
            on.pen.bg &= ~Attributes.PROTECTED;
        }
    }

    private void tabs(int amount, boolean forward) {
        if (on.screen.x >= on.cols()) {
            return;
        }
        for (int left = Math.min(amount, on.cols()); left > 0; left--) {
            on.screen.x = forward ? on.screen.nextTab() : on.screen.previousTab();
        }
    }

    private void clearTabs(int which) {
        if (which == 0) {
            on.screen.tabs.clear(on.screen.x);
        } else if (which == 3) {
            on.screen.tabs.clear();
        }
    }

    private void region(Params params) {
        int top = params.amount();
        int bottom = params.count() < 2 ? 0 : params.value(1);
        if (bottom == 0 || bottom > on.rows()) {
            bottom = on.rows();
        }
        if (bottom > top) {
            on.screen.top = top - 1;
            on.screen.bottom = bottom - 1;
            on.moveTo(0, 0);
        }
    }

    private void eraseDisplay(int what, boolean keepProtected) {
        on.restrict(on.cols());
        Screen screen = on.screen;
        int bg = on.pen.eraseBackground();
        switch (what) {
            case 0 -> {
                eraseInLine(screen.x, on.cols(), screen.x == 0, keepProtected);
                clearLines(screen.y + 1, on.rows(), bg, keepProtected);
            }
            case 1 -> {
                eraseInLine(0, screen.x + 1, true, keepProtected);
                if (screen.x + 1 >= on.cols() && screen.y + 1 < on.rows()) {
                    screen.line(screen.y + 1).wrapped(false);
                }
                clearLines(0, screen.y, bg, keepProtected);
            }
            case 2 -> clearLines(0, on.rows(), bg, keepProtected);
            case 3 -> {
                History history = screen.history();
                if (history != null) {
                    history.clear();
                }
            }
            default -> {}
        }
    }

    private void clearLines(int from, int to, int bg, boolean keepProtected) {
        for (int row = from; row < to; row++) {
            if (keepProtected) {
                on.screen.line(row).clearUnprotected(bg);
            } else {
                on.screen.line(row).clear(bg);
            }
        }
    }

    private void eraseLine(int what, boolean keepProtected) {
        on.restrict(on.cols());
        int x = on.screen.x;
        switch (what) {
            case 0 -> eraseInLine(x, on.cols(), x == 0, keepProtected);
            case 1 -> eraseInLine(0, x + 1, false, keepProtected);
            case 2 -> eraseInLine(0, on.cols(), true, keepProtected);
            default -> {}
        }
    }

    private void eraseInLine(int from, int to, boolean endsWrap, boolean keepProtected) {
        Line line = on.screen.line();
        line.erase(from, to, on.pen.eraseBackground(), keepProtected);
        if (endsWrap) {
            line.wrapped(false);
        }
    }

    private void eraseCharacters(int count) {
        on.restrict();
        int x = on.screen.x;
        on.screen.line().erase(x, x + Math.min(count, on.cols()), on.pen.eraseBackground(), false);
    }

    private void shiftCharacters(boolean insert, int count) {
        on.restrict();
        shift(on.screen.line(), on.screen.x, insert, count);
    }

    private void shift(Line line, int x, boolean insert, int count) {
        if (insert) {
            line.insert(x, count, 0, on.pen.eraseBackground(), 0);
        } else {
            line.delete(x, count, on.pen.eraseBackground());
        }
    }

    private boolean isOutsideRegion() {
        return on.screen.y > on.screen.bottom || on.screen.y < on.screen.top;
    }

    private void shiftLines(boolean insert, int count) {
        on.restrict();
        if (isOutsideRegion()) {
            return;
        }
        if (insert) {
            on.screen.down(on.screen.y, count, on.pen.eraseBackground());
        } else {
            on.screen.up(on.screen.y, count, on.pen.eraseBackground());
        }
        on.screen.x = 0;
    }

    /** Moves the columns of all lines of the region. */
    private void shiftRegion(int x, boolean insert, int count) {
        if (isOutsideRegion()) {
            return;
        }
        for (int row = on.screen.top; row <= on.screen.bottom; row++) {
            Line line = on.screen.line(row);
            shift(line, x % on.cols(), insert, count);
            line.wrapped(false);
        }
    }

    /** Repeats what was written last: plain ASCII at most as often as there are cells. */
    private void repeat(int count) {
        int width = on.joinable;
        int x = on.screen.x - width;
        if (width == 0 || x < 0) {
            return;
        }
        int[] text = on.screen.line().text(x).codePoints().toArray();
        boolean plain = text.length == 1 && text[0] < 0x7F && on.charset() == Charset.ASCII && !on.modes.insert;
        if (plain) {
            byte[] row = new byte[Math.min(count, on.cols())];
            Arrays.fill(row, (byte) text[0]);
            for (int left = Math.min(count, on.cols() * on.rows()); left > 0; left -= row.length) {
                on.printAscii(row, 0, Math.min(left, row.length));
            }
            return;
        }
        for (int i = Math.min(count, MOST_REPEATS); i > 0; i--) {
            for (int code : text) {
                on.print(code);
            }
        }
    }
}
