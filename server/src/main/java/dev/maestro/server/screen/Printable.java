package dev.maestro.server.screen;

import java.util.regex.Pattern;

/** Text of others, as it may be written on a terminal. */
public final class Printable {
    /** Controls, what is formatting only (such as the direction of text), and ends of lines that are characters. */
    private static final Pattern NOT_PRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

    private Printable() {}

    /** Returns a text without what would do more than show a character. */
    public static String of(String text) {
        return NOT_PRINTABLE.matcher(text).replaceAll("");
    }

    /** Returns how many columns a printable text takes. */
    public static int columns(String text) {
        return text.codePoints().map(Widths::of).sum();
    }
}
