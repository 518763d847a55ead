package dev.maestro.server.domain.document;

import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.event.News;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.Task;
import dev.maestro.protocol.model.TaskEditor;
import dev.maestro.protocol.model.TaskStatus;
import dev.maestro.server.domain.Draft;
import dev.maestro.server.domain.Held;
import java.util.List;
import java.util.Set;

/**
 * Stores tasks with the news of them, last of all {@code task:run} where how the task's run stands is another than before.
 * At most one change a task and draft.
 */
public final class TaskChanges {
    private TaskChanges() {}

    /** Stores a new task: {@code task:created}, then what its status is worth telling. */
    public static JsonBytes created(Draft draft, Task task) {
        JsonBytes body = draft.create(Shelves.TASKS, task, Set.of());
        draft.tell(EventName.TASK_CREATED, task.projectId(), task.sessionIds(), body);
        notices(draft, TaskStatus.PENDING, task);
        run(draft, task);
        return body;
    }

    /**
     * Stores a changed task: {@code task:updated}, then what a new status is worth telling. If nothing differs, nothing
     * is stored or told.
     *
     * @return the task as JSON
     */
    public static JsonBytes changed(Draft draft, Held<Task> before, TaskEditor edited) {
        if (edited.build().equals(before.document())) {
            draft.requireUnchanged(before);
            return before.stored().body();
        }
        Task after = edited.version(before.nextVersion()).updatedAt(draft.now()).build();
        JsonBytes body = draft.update(before, after, before.stored().tags());
        draft.tell(EventName.TASK_UPDATED, after.projectId(), after.sessionIds(), body);
        notices(draft, before.document().status(), after);
        if (movedOn(before.document(), after)) {
            run(draft, after);
        }
        return body;
    }

    /** Whoever watches runs is told of an end once, whatever is corrected later. */
    private static boolean movedOn(Task before, Task after) {
        boolean stepped = before.progress() != after.progress();
        return before.status() != after.status() || stepped && !after.status().ended();
    }

    private static void run(Draft draft, Task task) {
        News.TaskRun run = new News.TaskRun(
                task.id(),
                task.status(),
                task.progress(),
                task.agent(),
                task.error(),
                task.startedAt(),
                task.completedAt());
        draft.tell(EventName.TASK_RUN, task.projectId(), task.sessionIds(), run);
    }

    private static void notices(Draft draft, TaskStatus before, Task task) {
        if (before == task.status()) {
            return;
        }
        switch (task.status()) {
            case COMPLETED -> {
                notice(draft, EventName.NOTIFY_TASK_COMPLETED, task);
                sessionNotices(draft, EventName.NOTIFY_TASK_SESSION_COMPLETED, task);
            }
            case FAILED -> {
                notice(draft, EventName.NOTIFY_TASK_FAILED, task);
                sessionNotices(draft, EventName.NOTIFY_TASK_SESSION_FAILED, task);
            }
            case BLOCKED -> notice(draft, EventName.NOTIFY_TASK_BLOCKED, task);
            case PENDING, IN_PROGRESS, CANCELLED -> {
                // Nobody needs to be called for these.
            }
        }
    }

    private static void notice(Draft draft, EventName name, Task task) {
        draft.tell(name, task.projectId(), task.sessionIds(), new News.TaskNotice(task.id(), task.title()));
    }

    private static void sessionNotices(Draft draft, EventName name, Task task) {
        for (String sessionId : task.sessionIds()) {
            draft.tell(
                    name,
                    task.projectId(),
                    List.of(sessionId),
                    new News.TaskSessionNotice(task.id(), sessionId, task.title()));
        }
    }
}
