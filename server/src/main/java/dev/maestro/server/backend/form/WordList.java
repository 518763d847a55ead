package dev.maestro.server.backend.form;

import dev.maestro.protocol.json.JsonBytes;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;

/** A list of words as a JSON array: no word can break it. */
public final class WordList {
    private static final String EMPTY = "[]";

    private WordList() {}

    /** Returns the words as text, in their order. */
    public static String write(Collection<String> words) {
        return words.isEmpty() ? EMPTY : JsonBytes.of(words).toString();
    }

    /** Returns the words of a text that {@link #write} made. */
    public static List<String> read(String text) {
        if (text.equals(EMPTY)) {
            return List.of();
        }
        return List.of(JsonBytes.ofUtf8(text.getBytes(StandardCharsets.UTF_8)).as(String[].class));
    }
}
