package dev.maestro.server.socketio;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How the value of a template's parameter stands in a namespace's name: as {@link NamespaceTemplate} says. */
final class ParameterSpelling {
    private static final String NEVER_AS_IT_IS = "/%,?#";

    private ParameterSpelling() {}

    /** Returns every spelling of a value, one or two. */
    static Set<String> of(String value) {
        Set<String> spellings = new LinkedHashSet<>(Set.of(encoded(value)));
        if (value.chars().noneMatch(character -> NEVER_AS_IT_IS.indexOf(character) >= 0)) {
            spellings.add(value);
        }
        return spellings;
    }

    /** Returns the value that is spelled so, null if none is. */
    static @Nullable String value(String spelling) {
        String value = spelling.indexOf('%') < 0 ? spelling : decoded(spelling);
        boolean sound = value != null
                && !value.isEmpty()
                && value.chars().noneMatch(Character::isISOControl)
                && of(value).contains(spelling);
        return sound ? value : null;
    }

    /** Returns null for broken escapes and for what is not UTF-8. */
    private static @Nullable String decoded(String spelling) {
        byte[] from = spelling.getBytes(StandardCharsets.UTF_8);
        ByteBuffer to = ByteBuffer.allocate(from.length);
        int at = 0;
        while (at < from.length) {
            if (from[at] != '%') {
                to.put(from[at++]);
                continue;
            }
            int high = at + 2 < from.length ? Character.digit(from[at + 1], 16) : -1;
            int low = at + 2 < from.length ? Character.digit(from[at + 2], 16) : -1;
            if (high < 0 || low < 0) {
                return null;
            }
            to.put((byte) (high << 4 | low));
            at += 3;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(to.flip()).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** Writes what JavaScript's encodeURIComponent does. */
    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%21", "!")
                .replace("%27", "'")
                .replace("%28", "(")
                .replace("%29", ")")
                .replace("%7E", "~");
    }
}
