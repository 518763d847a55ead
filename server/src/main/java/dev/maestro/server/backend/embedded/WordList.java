package dev.maestro.server.backend.embedded;

import dev.maestro.protocol.json.JsonBytes;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;

/** A list of words in one column, as a JSON array: no word can break it. */
final class WordList {
    private static final String EMPTY = "[]";

    private WordList() {}

    static String write(Collection<String> words) {
        return words.isEmpty() ? EMPTY : JsonBytes.of(words).toString();
    }

    static List<String> read(String text) {
        if (text.equals(EMPTY)) {
            return List.of();
        }
        return List.of(JsonBytes.ofUtf8(text.getBytes(StandardCharsets.UTF_8)).as(String[].class));
    }
}
