package dev.maestro.server.broadcast;

import dev.maestro.protocol.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The examples of the Brain's own document, of which only the greeting's words are ours. */
public final class BrainExamples {
    private BrainExamples() {}

    /** Returns the example of a message of this type, without the spaces between. */
    public static String of(String type) {
        try (InputStream in = BrainExamples.class.getResourceAsStream("/brain/" + type + ".json")) {
            return Json.tree(Objects.requireNonNull(in, type).readAllBytes()).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
