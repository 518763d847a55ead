package dev.maestro.server.agent;

import dev.maestro.server.screen.Printable;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The few control sequences a viewer writes by itself. */
final class Sequences {
    /** Has the terminal keep what is usual there and not the same everywhere: whether the wheel scrolls by arrow keys. */
    static final String REMEMBER = "\u001b[?1007s";

    /** Keyboards: pops what was pushed of kitty's modes, which each screen has for itself, and xterm's other keys. */
    private static final String KEYS = "\u001b[<99u\u001b[=0u\u001b[>4m";

    /** Takes back what a program may have asked of the terminal, wherever it was cut off, and shows the usual screen. */
    static final String RESET = "\u0018\u001b\\" + KEYS + "\u001b[?1049l" + KEYS
            + modesOff(1, 5, 9, 45, 66, 69, 1000, 1002, 1003, 1004, 1005, 1006, 1015, 1016, 2004, 2026, 2031, 2048)
            + "\u001b[20l\u001b[!p\u001b[?7h\u001b[?25h\u001b[?1007r\u001b>\u001b[0 q\u001b[0m"
            + "\u001b(B\u001b)B\u001b*B\u001b+B\u000f"
            + "\u001b]8;;\u001b\\\u001b]104\u001b\\\u001b]110\u001b\\\u001b]111\u001b\\\u001b]112\u001b\\";

    /** An empty screen. */
    static final String CLEAR = RESET + "\u001b[H\u001b[2J";

    private static final int LONGEST_LOOK = 256;
    private static final char ESCAPE = 0x1b;
    private static final Pattern WHOLE = Pattern.compile(
            "\u001b(?:\\[[0-?]*[ -/]*[@-~]|[\\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\\\)|[ -/]*[0-OQ-WYZ`-~\\\\]).*",
            Pattern.DOTALL);

    private Sequences() {}

    private static String modesOff(int... modes) {
        return Arrays.stream(modes).mapToObj(mode -> "\u001b[?" + mode + "l").collect(Collectors.joining());
    }

    /** Returns what gives the terminal's window a title. */
    static String title(String title) {
        return "\u001b]2;" + Printable.of(title) + "\u0007";
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
