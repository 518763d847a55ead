package dev.maestro.server.screen;

/** Carries out control characters and escape sequences. */
final class Esc {
    private static final int INDEX = 0x84;
    private static final int NEXT_LINE = 0x85;
    private static final int SET_TAB = 0x88;

    private final Emulation on;

    Esc(Emulation on) {
        this.on = on;
    }

    /** Carries out a control character. */
    void execute(int code) {
        switch (code) {
            case '\b' -> on.backspace();
            case '\t' -> on.tab();
            case '\n', 0x0B, '\f' -> on.lineFeed();
            case '\r' -> on.screen.x = 0;
            case 0x0E -> on.charsetLevel = 1;
            case 0x0F -> on.charsetLevel = 0;
            case INDEX -> on.index();
            case NEXT_LINE -> nextLine();
            case SET_TAB -> setTab();
            default -> {}
        }
    }

    /** Carries out an escape sequence: its intermediates, a byte each, and its final. */
    void dispatch(int marks, int last) {
        switch (marks) {
            case 0 -> plain(last);
            case '(' -> designate(0, last);
            case ')', '-' -> designate(1, last);
            case '*', '.' -> designate(2, last);
            case '+' -> designate(3, last);
            case '%' -> {
                if (last == '@' || last == 'G') {
                    on.charsetLevel = 0;
                    on.designate(0, Charset.ASCII);
                }
            }
            case '#' -> {
                if (last == '8') {
                    on.alignmentPattern();
                }
            }
            default -> {}
        }
    }

    private void plain(int last) {
        switch (last) {
            case '7' -> on.saveCursor();
            case '8' -> on.restoreCursor();
            case 'D' -> on.index();
            case 'E' -> nextLine();
            case 'H' -> setTab();
            case 'M' -> on.reverseIndex();
            case '=' -> on.modes.applicationKeypad = true;
            case '>' -> on.modes.applicationKeypad = false;
            case 'c' -> on.fullReset();
            case 'n', '}' -> on.charsetLevel = 2;
            case 'o', '|' -> on.charsetLevel = 3;
            case '~' -> on.charsetLevel = 1;
            default -> {}
        }
    }

    private void designate(int level, int last) {
        if (Charset.isKnown(last)) {
            on.designate(level, Charset.of(last));
        }
    }

    private void nextLine() {
        on.screen.x = 0;
        on.index();
    }

    private void setTab() {
        on.screen.tabs.set(on.screen.x);
    }
}
