package dev.maestro.server.docs;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a page says that something prints: {@code …} stands for any text within a line, alone on a line for any lines. Immutable.
 */
record Answer(Pattern pattern) {
    private static final String ANYTHING = "…";

    static Answer of(String expected) {
        return new Answer(Pattern.compile(Arrays.stream(expected.strip().split("\n", -1))
                .map(Answer::line)
                .collect(Collectors.joining())));
    }

    private static String line(String line) {
        if (line.strip().equals(ANYTHING)) {
            return "(?:.*\n)*?";
        }
        return Arrays.stream(line.stripTrailing().split(ANYTHING, -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*?", "", "\n"));
    }

    /** Whether this is the whole of a text, but for space at its ends. */
    boolean isAllOf(String printed) {
        return pattern.matcher(plain(printed)).matches();
    }

    /** Whether lines of a text are this. */
    boolean isIn(String printed) {
        return Pattern.compile("(?<![^\n])(?:" + pattern.pattern() + ")")
                .matcher(plain(printed))
                .find();
    }

    private static String plain(String printed) {
        return printed.replace("\r\n", "\n").replaceAll("[ \t]+(?=\n|$)", "").strip() + "\n";
    }
}
