package dev.maestro.server.domain.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A command as somebody typed it: {@code /name argument "argument of words"}.
 *
 * <p>Words are parted by white space. Double quotes hold words together, and are not part of them; a quote that is not
 * closed holds to the end. There is no way to write a double quote inside double quotes.
 *
 * @param content as it was typed
 * @param name in lower case, without the slash; empty when there is none
 * @param arguments the words after the name
 * @param rest what stands after the name, as it was typed, without the blanks around it
 */
public record CommandLine(String content, String name, List<String> arguments, String rest) {
    public CommandLine {
        arguments = List.copyOf(arguments);
    }

    /** Takes a command apart. The slash may be missing. */
    public static CommandLine of(String content) {
        Words words = new Words(content);
        String first = words.next();
        String name = first.startsWith("/") ? first.substring(1) : first;
        String rest = words.rest();
        List<String> arguments = new ArrayList<>();
        while (words.hasNext()) {
            arguments.add(words.next());
        }
        return new CommandLine(content, name.toLowerCase(Locale.ROOT), arguments, rest);
    }

    /**
     * Returns the text from an argument on: that argument if it is the last, which takes its quotes off, else what was typed
     * there.
     *
     * @param argument its number, from 0
     * @return empty when there are not so many arguments
     */
    String textFrom(int argument) {
        if (argument >= arguments.size()) {
            return "";
        }
        if (argument == arguments.size() - 1) {
            return arguments.get(argument);
        }
        Words words = new Words(rest);
        for (int i = 0; i < argument; i++) {
            words.next();
        }
        return words.rest();
    }

    /** Reads words from a text, one after another. Threads: confined to one caller. */
    private static final class Words {
        private final String text;
        private int at;

        Words(String text) {
            this.text = text;
            skipBlanks();
        }

        boolean hasNext() {
            return at < text.length();
        }

        String rest() {
            return text.substring(at).strip();
        }

        String next() {
            StringBuilder word = new StringBuilder();
            boolean quoted = false;
            while (hasNext() && (quoted || !Character.isWhitespace(text.charAt(at)))) {
                char letter = text.charAt(at++);
                if (letter == '"') {
                    quoted = !quoted;
                } else {
                    word.append(letter);
                }
            }
            skipBlanks();
            return word.toString();
        }

        private void skipBlanks() {
            while (hasNext() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }
    }
}
