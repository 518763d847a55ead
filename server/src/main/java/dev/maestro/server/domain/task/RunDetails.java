package dev.maestro.server.domain.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.model.Task;
import dev.maestro.protocol.model.TaskEditor;
import dev.maestro.server.domain.Fields;
import dev.maestro.server.domain.Limit;
import dev.maestro.server.domain.document.TaskStatusRule;
import org.jspecify.annotations.Nullable;

/**
 * What is told of a run beside its status, in whatever shape: {@code agent} and {@code error} are the task's own fields when
 * they are texts, or null, which clears them; the rest is worth a note.
 *
 * @param rest null when there is none
 */
record RunDetails(
        @Nullable String agent,
        @Nullable String error,
        @Nullable JsonNode rest) {
    private static final int MOST_BYTES = 16 * 1024;
    private static final String AGENT = "agent";
    private static final String ERROR = "error";

    /** Reads any JSON, of at most 16 KiB; what it does not say stays as it is in the task. */
    static RunDetails read(Fields fields, String name, Task task) {
        JsonNode told = note(fields, name);
        if (!(told instanceof ObjectNode object)) {
            return new RunDetails(task.agent(), task.error(), told);
        }
        Fields inside = fields.object(name).orElseThrow();
        ObjectNode rest = object.deepCopy();
        String agent = task.agent();
        if (isField(object, AGENT)) {
            agent = inside.clearableText(AGENT, Limit.WORD, agent);
            rest.remove(AGENT);
        }
        String error = task.error();
        if (isField(object, ERROR)) {
            error = inside.clearableText(ERROR, Limit.TEXT, error);
            rest.remove(ERROR);
        }
        return new RunDetails(agent, error, rest.isEmpty() ? null : rest);
    }

    /** Reads the whole of it, null if there is none. */
    static @Nullable JsonNode note(Fields fields, String name) {
        return fields.any(name, MOST_BYTES);
    }

    private static boolean isField(ObjectNode object, String name) {
        JsonNode value = object.get(name);
        return value != null && (value.isTextual() || value.isNull());
    }

    /** Writes them into a task that is being changed. */
    TaskEditor noteIn(TaskEditor edited, long now) {
        edited.agent(agent).error(error);
        if (rest != null) {
            edited.timeline(TaskStatusRule.noted(edited.build().timeline(), "payload", rest.toString(), now));
        }
        return edited;
    }
}
