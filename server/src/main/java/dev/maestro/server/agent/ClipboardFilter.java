package dev.maestro.server.agent;

/**
 * Takes out of a stream what would write to the clipboard of whoever looks at it, or read it: OSC 52 and 5522.
 *
 * <p>Parts may be cut anywhere; the beginning of what may be such a sequence is held back until it is clear. In place of what
 * is taken out stands the end of a string, which does nothing by itself.
 *
 * <p>Threads: confined to one.
 */
final class ClipboardFilter {
    private static final char ESCAPE = 0x1b;
    private static final char BELL = 7;
    private static final char CANCEL = 0x18;
    private static final char SUBSTITUTE = 0x1a;
    private static final char DELETE = 0x7f;
    private static final char OSC = 0x9d;
    private static final char STRING_END = 0x9c;
    private static final int CLIPBOARD = 52;
    private static final int KITTY_CLIPBOARD = 5522;
    private static final int MOST = 1_000_000;

    private enum State {
        TEXT,
        ESCAPE,
        NUMBER,
        CLIPBOARD,
        CLIPBOARD_ESCAPE
    }

    private State state = State.TEXT;
    private String opening = "";
    private int number;
    private boolean digits;

    /** Returns what may be shown of the next part. */
    String shown(String part) {
        if (state == State.TEXT && part.indexOf(ESCAPE) < 0 && part.indexOf(OSC) < 0) {
            return part;
        }
        StringBuilder out = new StringBuilder(part.length() + 16);
        for (int i = 0; i < part.length(); i++) {
            take(part.charAt(i), out);
        }
        return out.toString();
    }

    private void take(char next, StringBuilder out) {
        switch (state) {
            case TEXT -> text(next, out);
            case ESCAPE -> {
                if (next == ']') {
                    begin("\u001b]");
                } else {
                    out.append(ESCAPE);
                    text(next, out);
                }
            }
            case NUMBER -> number(next, out);
            case CLIPBOARD -> clipboard(next, out);
            case CLIPBOARD_ESCAPE -> {
                out.append(ESCAPE).append('\\');
                state = State.TEXT;
                if (next != '\\') {
                    state = State.ESCAPE;
                    take(next, out);
                }
            }
        }
    }

    private void text(char next, StringBuilder out) {
        if (next == ESCAPE) {
            state = State.ESCAPE;
        } else if (next == OSC) {
            begin(String.valueOf(OSC));
        } else {
            state = State.TEXT;
            out.append(next);
        }
    }

    private void begin(String by) {
        state = State.NUMBER;
        opening = by;
        number = 0;
        digits = false;
    }

    private void number(char next, StringBuilder out) {
        if (next >= '0' && next <= '9') {
            digits = true;
            number = Math.min(MOST, 10 * number + next - '0');
        } else if (isIgnored(next)) {
            // Terminals read over it, and so must whoever looks for the number.
            return;
        } else if (digits && (number == CLIPBOARD || number == KITTY_CLIPBOARD)) {
            state = State.CLIPBOARD;
            clipboard(next, out);
        } else {
            out.append(opening).append(digits ? String.valueOf(number) : "");
            text(next, out);
        }
    }

    private static boolean isIgnored(char next) {
        return next == DELETE || next < ' ' && next != BELL && next != ESCAPE && next != CANCEL && next != SUBSTITUTE;
    }

    private void clipboard(char next, StringBuilder out) {
        if (next == ESCAPE) {
            state = State.CLIPBOARD_ESCAPE;
        } else if (next == BELL || next == STRING_END || next == CANCEL || next == SUBSTITUTE) {
            state = State.TEXT;
            out.append(ESCAPE).append('\\');
        }
    }
}
