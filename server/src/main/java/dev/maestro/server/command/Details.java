package dev.maestro.server.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.server.screen.Printable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** One document, a line for each field that says something. */
final class Details {
    private static final Set<String> SECRETS = Set.of("token");
    private static final Set<String> TIMES =
            Set.of("createdAt", "updatedAt", "startedAt", "completedAt", "lastActivity", "lastHeartbeat", "timestamp");

    private Details() {}

    static void print(JsonNode document, Output output) {
        Paint paint = new Paint(output.colours());
        List<Map.Entry<String, JsonNode>> fields = document.properties().stream()
                .filter(field -> says(field.getValue()) && !SECRETS.contains(field.getKey()))
                .toList();
        int width =
                fields.stream().mapToInt(field -> field.getKey().length()).max().orElse(0);
        for (Map.Entry<String, JsonNode> field : fields) {
            String value = value(field.getKey(), field.getValue());
            String indented = value.replace("\n", "\n" + " ".repeat(width + 2));
            output.out()
                    .println(Cells.padded(field.getKey(), width + 2)
                            + (field.getKey().equals("status") ? paint.status(indented) : indented));
        }
        output.out().flush();
    }

    private static boolean says(JsonNode value) {
        return !value.isNull()
                && !(value.isContainerNode() && value.isEmpty())
                && !(value.isTextual() && value.textValue().isEmpty());
    }

    private static String value(String name, JsonNode value) {
        if (TIMES.contains(name) && value.isIntegralNumber()) {
            return Cells.time(value);
        }
        if (value.isTextual()) {
            return value.textValue().lines().map(Printable::of).collect(Collectors.joining("\n"));
        }
        if (value.isArray()) {
            boolean things = value.get(0).isContainerNode();
            return StreamSupport.stream(value.spliterator(), false)
                    .map(item -> things ? line(item) : Cells.text(item))
                    .collect(Collectors.joining(things ? "\n" : ", "));
        }
        return value.isObject() ? line(value) : Cells.text(value);
    }

    /** Returns what is in an object, in a line. */
    private static String line(JsonNode object) {
        return object.properties().stream()
                .filter(field -> says(field.getValue()))
                .map(field -> TIMES.contains(field.getKey())
                        ? Cells.time(field.getValue())
                        : field.getKey() + "=" + Cells.text(field.getValue()))
                .collect(Collectors.joining("  "));
    }
}
