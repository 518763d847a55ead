package dev.maestro.server.docs;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is to be done with a block: {@code <!-- test: KIND REST -->} on the line before it. Immutable.
 *
 * @param rest what stands behind the kind, such as a name; empty for nothing
 */
record Mark(Kind kind, String rest) {
    private static final Pattern LINE = Pattern.compile("\\s*<!-- test: ([a-z]+)(?::? (.*?))? -->\\s*");
    private static final Set<Kind> NAMED = EnumSet.of(Kind.BACKGROUND, Kind.FILE, Kind.BROWSER, Kind.SYNTAX, Kind.NONE);

    /** What can be done with a block. */
    enum Kind {
        /** Starts the page's hub; it runs until the page ends or another is started. */
        HUB,
        /** Is run in bash to its end, in the page's folder, and must go well. */
        SHELL,
        /** Is run in bash beside what follows, under the name given, until the page ends. */
        BACKGROUND,
        /** Is run by Node to its end, as a module in the page's folder. */
        NODE,
        /** Is written to the file that is named. */
        FILE,
        /** Serves the folder to a browser: in its place the test opens the file that is named, and what it shows is printed under that name. */
        BROWSER,
        /** Is checked by the TypeScript compiler. */
        TYPES,
        /** Is what the block before, or what runs under the name given, prints; … stands for anything. */
        ANSWER,
        /** Is JSON; … stands for what is left out. */
        JSON,
        /** Is a settings file, or, with the word environment, variables, that the hub takes. */
        CONFIG,
        /** Is bash that is read but not run, for the reason given. */
        SYNTAX,
        /** Is neither run nor checked, for the reason given. */
        NONE
    }

    /** Whether the block is left alone, so that the tests must know of it. */
    boolean isNotRun() {
        return kind == Kind.SYNTAX || kind == Kind.NONE;
    }

    /** Whether a line is a mark. */
    static boolean isOne(String line) {
        return line.contains("<!-- test:");
    }

    /**
     * Reads a mark.
     *
     * @throws IllegalArgumentException if it is none that there is
     */
    static Mark of(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no mark: " + line);
        }
        Kind kind = Arrays.stream(Kind.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(matcher.group(1)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown kind " + matcher.group(1)));
        String rest = matcher.group(2) == null ? "" : matcher.group(2).strip();
        if (rest.isEmpty() && NAMED.contains(kind)) {
            throw new IllegalArgumentException(matcher.group(1) + " needs a name or a reason behind it");
        }
        return new Mark(kind, rest);
    }
}
