package dev.maestro.server.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.server.screen.Printable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What stands in a table or a line: one line of text, rid of what would do more than show a character. */
final class Cells {
    private static final String CUT = "…";

    private Cells() {}

    static String text(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        String text = value.isValueNode() ? value.asText() : value.toString();
        return Printable.of(text.replaceAll("\\s+", " ")).strip();
    }

    /** Returns a time of epoch milliseconds as people write it, in UTC. */
    static String time(JsonNode value) {
        return value.isIntegralNumber()
                ? Instant.ofEpochMilli(value.asLong())
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString()
                : "";
    }

    static int width(String text) {
        return Printable.columns(text);
    }

    /** Returns as much of a text as fits, and a sign that it is not all. */
    static String cut(String text, int width) {
        if (width(text) <= width) {
            return text;
        }
        StringBuilder kept = new StringBuilder();
        int used = 1;
        for (int code : text.codePoints().toArray()) {
            String next = Character.toString(code);
            used += width(next);
            if (used > width) {
                break;
            }
            kept.append(next);
        }
        return kept + CUT;
    }

    static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - width(text)));
    }
}
