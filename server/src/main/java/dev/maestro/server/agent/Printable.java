package dev.maestro.server.agent;

import java.util.regex.Pattern;

/** Text of others, as it may be written on a terminal. */
final class Printable {
    /** Controls, what is formatting only (such as the direction of text), and ends of lines that are characters. */
    private static final Pattern NOT_PRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

    private Printable() {}

    /** Returns a text without what would do more than show a character. */
    static String of(String text) {
        return NOT_PRINTABLE.matcher(text).replaceAll("");
    }
}
