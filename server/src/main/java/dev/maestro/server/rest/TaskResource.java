package dev.maestro.server.rest;

import dev.maestro.protocol.model.TaskStatus;
import dev.maestro.server.domain.task.ClaimService;
import dev.maestro.server.domain.task.SubtaskService;
import dev.maestro.server.domain.task.TaskFilter;
import dev.maestro.server.domain.task.TaskService;

/** {@code /api/tasks} and what belongs to a task. */
public final class TaskResource implements Resource {
    private static final String ALL = "/api/tasks";
    private static final String ONE = ALL + "/{id}";
    private static final String CLAIM = ONE + "/claim";
    private static final String SUBTASKS = ONE + "/subtasks";
    private static final String SUBTASK = SUBTASKS + "/{subtaskId}";

    private final TaskService tasks;
    private final SubtaskService subtasks;
    private final ClaimService claims;

    public TaskResource(TaskService tasks, SubtaskService subtasks, ClaimService claims) {
        this.tasks = tasks;
        this.subtasks = subtasks;
        this.claims = claims;
    }

    @Override
    public void addTo(Routes routes) {
        routes.get(ALL, this::list, "projectId", "status", "sessionId", "limit", "cursor")
                .post(ALL, x -> x.answer(tasks.create(x.caller(), x.payload()), ALL))
                .get(ONE, x -> x.document(tasks.get(x.caller(), id(x))))
                .patch(ONE, x -> x.answer(tasks.patch(x.caller(), id(x), x.payload(), x.expected())))
                .delete(ONE, x -> x.answer(tasks.delete(x.caller(), id(x), x.expected())))
                .post(CLAIM, x -> x.answer(claims.claim(x.caller(), id(x), x.payload())))
                .delete(CLAIM, x -> x.answer(claims.release(x.caller(), id(x), x.query("sessionId"))), "sessionId")
                .post(ONE + "/timeline", x -> x.answer(tasks.note(x.caller(), id(x), x.payload())))
                .post(
                        SUBTASKS,
                        x -> x.answer(subtasks.create(x.caller(), id(x), x.payload()), ALL + "/" + id(x) + "/subtasks"))
                .patch(
                        SUBTASK,
                        x -> x.answer(
                                subtasks.patch(x.caller(), id(x), x.path("subtaskId"), x.payload(), x.expected())))
                .delete(SUBTASK, x -> x.answer(subtasks.delete(x.caller(), id(x), x.path("subtaskId"), x.expected())));
    }

    private void list(Exchange x) {
        TaskFilter filter = new TaskFilter(
                x.query("projectId").orElse(null),
                Choices.choice(x, "status", TaskStatus.class).orElse(null),
                x.query("sessionId").orElse(null));
        x.list(tasks.list(x.caller(), filter, x.page()));
    }

    private static String id(Exchange x) {
        return x.path("id");
    }
}
