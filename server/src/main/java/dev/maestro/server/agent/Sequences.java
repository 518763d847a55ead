package dev.maestro.server.agent;

import java.util.regex.Pattern;

/** The few control sequences a viewer writes by itself. */
final class Sequences {
    /** Takes back what a program may have asked of the terminal, and shows the usual screen. */
    static final String RESET = "\u001b[?1049l\u001b[?1l\u001b[?9l\u001b[?1000l\u001b[?1002l\u001b[?1003l\u001b[?1004l"
            + "\u001b[?1005l\u001b[?1006l\u001b[?1015l\u001b[?2004l\u001b[?2026l\u001b[!p\u001b[?7h\u001b[?25h\u001b>\u001b[0m";

    /** An empty screen. */
    static final String CLEAR = RESET + "\u001b[H\u001b[2J";

    private static final int LONGEST_LOOK = 256;
    private static final char ESCAPE = 0x1b;
    private static final Pattern WHOLE = Pattern.compile(
            "\u001b(?:\\[[0-?]*[ -/]*[@-~]|[\\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\\\)|[ -/]*[0-OQ-WYZ`-~\\\\]).*",
            Pattern.DOTALL);

    private Sequences() {}

    /** Returns what gives the terminal's window a title. */
    static String title(String title) {
        return "\u001b]2;" + title.replaceAll("\\p{Cntrl}", "") + "\u0007";
    }

    /** Returns whether something else may be written after a text: it does not end within a sequence, as far as one sees. */
    static boolean whole(String text) {
        String end = text.substring(Math.max(0, text.length() - LONGEST_LOOK));
        int last = end.lastIndexOf(ESCAPE);
        if (last > 0 && end.startsWith("\u001b\\", last)) {
            // The end of a string: what counts is where that began, but it is over.
            return true;
        }
        return last < 0 || WHOLE.matcher(end.substring(last)).matches();
    }
}
