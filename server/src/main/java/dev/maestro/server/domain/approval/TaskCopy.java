package dev.maestro.server.domain.approval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.json.JsonBytes;
import java.util.Map;
import java.util.Set;

/**
 * What an approval keeps of a task: enough to show what is asked about, and little however much the task holds.
 *
 * <p>The fields that are no lists and no objects, but the prompt; texts of more than {@value #MOST_CHARACTERS} characters
 * are cut there, and end in "…".
 */
final class TaskCopy {
    /** The most characters (Unicode code points) of a text. */
    static final int MOST_CHARACTERS = 2000;

    private static final Set<String> LEFT_OUT = Set.of("initialPrompt");

    private TaskCopy() {}

    /** Returns the copy of a task, an object. */
    static ObjectNode of(JsonBytes task) {
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> field : task.tree().properties()) {
            JsonNode value = field.getValue();
            if (value.isTextual() && !LEFT_OUT.contains(field.getKey())) {
                copy.put(field.getKey(), cut(value.textValue()));
            } else if (!value.isContainerNode() && !value.isTextual()) {
                copy.set(field.getKey(), value);
            }
        }
        return copy;
    }

    private static String cut(String text) {
        return text.codePointCount(0, text.length()) <= MOST_CHARACTERS
                ? text
                : text.substring(0, text.offsetByCodePoints(0, MOST_CHARACTERS)) + "…";
    }
}
