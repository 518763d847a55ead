package dev.maestro.server.rest;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.model.Subtask;
import dev.maestro.protocol.model.Task;
import dev.maestro.protocol.model.TaskStatus;
import dev.maestro.protocol.model.TimelineEntry;
import dev.maestro.server.domain.task.ClaimService;
import dev.maestro.server.domain.task.SubtaskService;
import dev.maestro.server.domain.task.TaskFilter;
import dev.maestro.server.domain.task.TaskService;
import dev.maestro.server.schema.openapi.Operation;
import dev.maestro.server.schema.openapi.Parameter;
import dev.maestro.server.schema.openapi.Tag;
import dev.maestro.server.schema.openapi.Who;

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
        tasks(routes);
        claims(routes);
        parts(routes);
    }

    private void tasks(Routes routes) {
        routes.get(
                        ALL,
                        Operation.of(Tag.TASKS, "listTasks", "List tasks")
                                .asked(
                                        Parameter.text("projectId", "Only those of this project."),
                                        Parameter.choice("status", TaskStatus.class, "Only those in this status."),
                                        Parameter.text("sessionId", "Only those that this session works on."))
                                .list(Task.class)
                                .refuses(ErrorCode.NOT_FOUND),
                        this::list)
                .post(
                        ALL,
                        Operation.of(Tag.TASKS, "createTask", "Make a task")
                                .takes("NewTask", TaskService.MAKING, Task.class)
                                .created(Task.class)
                                .refuses(ErrorCode.NOT_FOUND),
                        x -> x.answer(tasks.create(x.caller(), x.payload()), ALL))
                .get(
                        ONE,
                        Operation.of(Tag.TASKS, "readTask", "Read a task").document(Task.class),
                        x -> x.document(tasks.get(x.caller(), id(x))))
                .patch(
                        ONE,
                        Operation.of(Tag.TASKS, "changeTask", "Change the fields of a task that are given")
                                .takes("TaskChange", TaskService.CHANGE, Task.class)
                                .matching()
                                .changed(Task.class)
                                .refuses(ErrorCode.NOT_FOUND),
                        x -> x.answer(tasks.patch(x.caller(), id(x), x.payload(), x.expected())))
                .delete(
                        ONE,
                        Operation.of(Tag.TASKS, "deleteTask", "Delete a task, which sessions and other tasks forget")
                                .by(Who.NO_AGENT)
                                .matching()
                                .answers(Answers.Deleted.class, "It is gone.")
                                .refuses(ErrorCode.NOT_FOUND),
                        x -> x.answer(tasks.delete(x.caller(), id(x), x.expected())));
    }

    private void claims(Routes routes) {
        routes.post(
                        CLAIM,
                        Operation.of(Tag.TASKS, "claimTask", "Claim a task for a session")
                                .by(Who.OWN_SESSION)
                                .takes("NewClaim", ClaimService.CLAIM, null)
                                .changed(Task.class)
                                .refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT),
                        x -> x.answer(claims.claim(x.caller(), id(x), x.payload())))
                .delete(
                        CLAIM,
                        Operation.of(Tag.TASKS, "releaseTask", "Release a task")
                                .by(Who.OWN_SESSION)
                                .asked(Parameter.text("sessionId", "The session that must hold it."))
                                .changed(Task.class)
                                .refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT),
                        x -> x.answer(claims.release(x.caller(), id(x), x.query("sessionId"))));
    }

    private void parts(Routes routes) {
        routes.post(
                        ONE + "/timeline",
                        Operation.of(Tag.TASKS, "noteTask", "Add an entry to the timeline of a task")
                                .takes("NewTimelineEntry", TaskService.NOTE, TimelineEntry.class)
                                .added(TimelineEntry.class)
                                .refuses(ErrorCode.NOT_FOUND),
                        x -> x.answer(tasks.note(x.caller(), id(x), x.payload())))
                .post(
                        SUBTASKS,
                        Operation.of(Tag.TASKS, "createSubtask", "Add a subtask")
                                .takes("NewSubtask", SubtaskService.MAKING, Subtask.class)
                                .created(Subtask.class)
                                .refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT),
                        x -> x.answer(subtasks.create(x.caller(), id(x), x.payload()), ALL + "/" + id(x) + "/subtasks"))
                .patch(
                        SUBTASK,
                        Operation.of(Tag.TASKS, "changeSubtask", "Change the fields of a subtask that are given")
                                .takes("SubtaskChange", SubtaskService.CHANGE, Subtask.class)
                                .matching()
                                .answers(Subtask.class, "The subtask as it is then.")
                                .refuses(ErrorCode.NOT_FOUND),
                        x -> x.answer(
                                subtasks.patch(x.caller(), id(x), x.path("subtaskId"), x.payload(), x.expected())))
                .delete(
                        SUBTASK,
                        Operation.of(Tag.TASKS, "deleteSubtask", "Remove a subtask")
                                .matching()
                                .answers(Answers.Deleted.class, "It is gone.")
                                .refuses(ErrorCode.NOT_FOUND),
                        x -> x.answer(subtasks.delete(x.caller(), id(x), x.path("subtaskId"), x.expected())));
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
