package dev.maestro.server.agent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.server.screen.Printable;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Shows which terminals there are. */
final class TerminalList {
    private static final List<String> HEAD = List.of("SESSION", "PROJECT", "SIZE", "VIEWERS", "OWNER", "TITLE");

    private TerminalList() {}

    static void print(JsonNode terminals, PrintWriter output) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(HEAD);
        for (JsonNode terminal : terminals) {
            lines.add(List.of(
                    shown(terminal, "sessionId"),
                    shown(terminal, "projectId"),
                    shown(terminal, "cols") + "x" + shown(terminal, "rows"),
                    shown(terminal, "viewers"),
                    terminal.path("connected").asBoolean() ? "here" : "away",
                    shown(terminal, "title")));
        }
        int[] widths = new int[HEAD.size()];
        lines.forEach(line -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        });
        lines.forEach(line -> output.println(padded(line, widths)));
        output.flush();
    }

    /** What programs chose, such as titles, must not reach this terminal as control characters. */
    private static String shown(JsonNode terminal, String field) {
        return Printable.of(terminal.path(field).asText(""));
    }

    private static String padded(List<String> line, int[] widths) {
        StringBuilder padded = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            padded.append(line.get(i)).append(" ".repeat(widths[i] - line.get(i).length() + 2));
        }
        return padded.toString().stripTrailing();
    }
}
