package dev.maestro.server.domain.task;

import dev.maestro.protocol.model.Priority;
import dev.maestro.protocol.model.Task;
import dev.maestro.protocol.model.TaskEditor;
import dev.maestro.protocol.model.TaskStatus;
import dev.maestro.server.domain.Fields;
import dev.maestro.server.domain.Limit;
import dev.maestro.server.domain.document.TaskStatusRule;
import org.jspecify.annotations.Nullable;

/** The fields of a task that clients set. */
final class TaskFields {
    /** The most steps of a task that can be done. */
    static final int MOST_PROGRESS = 1_000_000_000;

    private TaskFields() {}

    /** Merges the fields that are given into a task, which is then checked by {@link Fields#done}. */
    static TaskEditor merge(Fields fields, Task task, long now) {
        TaskEditor edited = task.edit();
        TaskStatus status = fields.choice("status", TaskStatus.class, task.status());
        TaskStatusRule.move(task, edited, status, now);
        completedAt(fields, task, edited, status);
        String prompt = fields.eitherName("initialPrompt", "prompt");
        return edited.title(fields.sayingText("title", Limit.TITLE, task.title()))
                .description(fields.text("description", Limit.TEXT, task.description()))
                .priority(fields.choice("priority", Priority.class, task.priority()))
                .parentId(fields.clearableText("parentId", Limit.WORD, task.parentId()))
                .skillIds(fields.words("skillIds", task.skillIds()))
                .agentIds(fields.words("agentIds", task.agentIds()))
                .dependencies(fields.words("dependencies", task.dependencies()))
                .progress(fields.count("progress", MOST_PROGRESS, task.progress()))
                .agent(fields.clearableText("agent", Limit.WORD, task.agent()))
                .error(fields.clearableText("error", Limit.TEXT, task.error()))
                .initialPrompt(fields.text(prompt, Limit.TEXT, task.initialPrompt()));
    }

    // Known clients send the time of completion along with the status; the rule itself needs none.
    private static void completedAt(Fields fields, Task task, TaskEditor edited, TaskStatus status) {
        if (!fields.has("completedAt")) {
            return;
        }
        @Nullable Long given = fields.clearableTime("completedAt", task.completedAt());
        if (status.ended() == (given == null)) {
            fields.fault("completedAt", "must be a time when the task has ended, and null when it has not");
        } else {
            edited.completedAt(given);
        }
    }
}
