package dev.maestro.server.domain.task;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.event.News;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.Subtask;
import dev.maestro.protocol.model.Task;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.Caller;
import dev.maestro.server.domain.Commits;
import dev.maestro.server.domain.Draft;
import dev.maestro.server.domain.Expected;
import dev.maestro.server.domain.Fields;
import dev.maestro.server.domain.Form;
import dev.maestro.server.domain.Held;
import dev.maestro.server.domain.Ids;
import dev.maestro.server.domain.Limit;
import dev.maestro.server.domain.Payload;
import dev.maestro.server.domain.document.Shelves;
import dev.maestro.server.domain.document.TaskChanges;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Subtasks, which live in their task: each change is {@code subtask:*}, then {@code task:updated}. Threads: thread-safe;
 * blocks.
 */
public final class SubtaskService {
    /** What makes a subtask. */
    public static final Form MAKING = Form.of(fields -> made(fields, blank("", 0, 0), 0));

    /** What changes a subtask. */
    public static final Form CHANGE = Form.of(fields -> merge(fields, blank("", 0, 0), 0));

    private static final int ID_LENGTH = 9;
    private static final int MOST_ORDER = 1_000_000;

    private final Commits commits;

    public SubtaskService(Commits commits) {
        this.commits = commits;
    }

    /** Adds a subtask: {@code title}, {@code description?}, {@code completed?}, {@code order?} (last). */
    public Answer create(Caller caller, String taskId, Payload payload) {
        return commits.run(caller, draft -> {
            Held<Task> held = draft.need(Shelves.TASKS, taskId, caller);
            List<Subtask> subtasks = new ArrayList<>(held.document().subtasks());
            if (subtasks.size() >= Limit.ITEMS) {
                throw HubException.of(ErrorCode.CONFLICT, "the task has " + Limit.ITEMS + " subtasks, the most it can");
            }
            Fields fields = payload.fields();
            Subtask subtask = made(fields, blank(taskId, nextOrder(subtasks), draft.now()), draft.now());
            fields.done();
            subtasks.add(subtask);
            tell(draft, EventName.SUBTASK_CREATED, held, JsonBytes.of(new News.SubtaskChanged(taskId, subtask)));
            TaskChanges.changed(draft, held, held.document().edit().subtasks(subtasks));
            return new Answer(true, subtask.id(), 0, JsonBytes.of(subtask));
        });
    }

    /** Changes the fields that are given; {@code expected} is about the task, which the subtask is a part of. */
    public Answer patch(Caller caller, String taskId, String subtaskId, Payload payload, Expected expected) {
        return commits.run(caller, draft -> {
            Held<Task> held = draft.need(Shelves.TASKS, taskId, caller);
            expected.check(held);
            List<Subtask> subtasks = new ArrayList<>(held.document().subtasks());
            int at = indexOf(subtasks, subtaskId);
            Subtask before = subtasks.get(at);
            Fields fields = payload.fields();
            Subtask same = merge(fields, before, before.updatedAt());
            fields.done();
            if (same.equals(before)) {
                return new Answer(false, subtaskId, 0, JsonBytes.of(before));
            }
            Subtask after = merge(fields, before, draft.now());
            subtasks.set(at, after);
            tell(draft, EventName.SUBTASK_UPDATED, held, JsonBytes.of(new News.SubtaskChanged(taskId, after)));
            TaskChanges.changed(draft, held, held.document().edit().subtasks(subtasks));
            return new Answer(false, subtaskId, 0, JsonBytes.of(after));
        });
    }

    /** Removes a subtask; {@code expected} is about the task. */
    public Answer delete(Caller caller, String taskId, String subtaskId, Expected expected) {
        return commits.run(caller, draft -> {
            Held<Task> held = draft.need(Shelves.TASKS, taskId, caller);
            expected.check(held);
            List<Subtask> subtasks = new ArrayList<>(held.document().subtasks());
            subtasks.remove(indexOf(subtasks, subtaskId));
            tell(draft, EventName.SUBTASK_DELETED, held, JsonBytes.of(new News.SubtaskDeleted(taskId, subtaskId)));
            TaskChanges.changed(draft, held, held.document().edit().subtasks(subtasks));
            return Answer.deleted(subtaskId);
        });
    }

    private static void tell(Draft draft, EventName name, Held<Task> held, JsonBytes news) {
        draft.tell(name, held.document().projectId(), held.document().sessionIds(), news);
    }

    private static Subtask blank(String taskId, int order, long now) {
        return new Subtask(Ids.random(ID_LENGTH), taskId, "", "", false, order, now, now, null);
    }

    private static Subtask made(Fields fields, Subtask blank, long now) {
        fields.requiredText("title", Limit.TITLE);
        return merge(fields, blank, now);
    }

    private static Subtask merge(Fields fields, Subtask from, long now) {
        boolean completed = fields.flag("completed", from.completed());
        return new Subtask(
                from.id(),
                from.taskId(),
                fields.sayingText("title", Limit.TITLE, from.title()),
                fields.text("description", Limit.TEXT, from.description()),
                completed,
                fields.count("order", MOST_ORDER, from.order()),
                from.createdAt(),
                now,
                completedAt(from, completed, now));
    }

    private static @Nullable Long completedAt(Subtask from, boolean completed, long now) {
        if (!completed) {
            return null;
        }
        return from.completed() ? from.completedAt() : Long.valueOf(now);
    }

    private static int nextOrder(List<Subtask> subtasks) {
        int last = subtasks.stream().mapToInt(Subtask::order).max().orElse(-1);
        return Math.min(last + 1, MOST_ORDER);
    }

    private static int indexOf(List<Subtask> subtasks, String id) {
        for (int i = 0; i < subtasks.size(); i++) {
            if (subtasks.get(i).id().equals(id)) {
                return i;
            }
        }
        throw HubException.of(ErrorCode.NOT_FOUND, "the task has no such subtask");
    }
}
