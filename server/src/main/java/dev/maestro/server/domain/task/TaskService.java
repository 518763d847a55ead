package dev.maestro.server.domain.task;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.Priority;
import dev.maestro.protocol.model.Task;
import dev.maestro.protocol.model.TaskEditor;
import dev.maestro.protocol.model.TaskStatus;
import dev.maestro.protocol.model.TimelineEntry;
import dev.maestro.server.backend.DocumentPage;
import dev.maestro.server.backend.StoredDocument;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.Caller;
import dev.maestro.server.domain.Commits;
import dev.maestro.server.domain.Expected;
import dev.maestro.server.domain.Fields;
import dev.maestro.server.domain.Form;
import dev.maestro.server.domain.Held;
import dev.maestro.server.domain.Ids;
import dev.maestro.server.domain.Limit;
import dev.maestro.server.domain.Page;
import dev.maestro.server.domain.Payload;
import dev.maestro.server.domain.Reads;
import dev.maestro.server.domain.document.Shelves;
import dev.maestro.server.domain.document.TaskChanges;
import dev.maestro.server.domain.document.TaskStatusRule;
import java.util.List;

/** Tasks themselves; see also {@link SubtaskService} and {@link ClaimService}. Threads: thread-safe; blocks. */
public final class TaskService {
    /** What makes a task. */
    public static final Form MAKING = Form.of(fields -> made(fields, 0));

    /** What changes a task. */
    public static final Form CHANGE = Form.ofChange(fields -> TaskFields.merge(fields, blank("", "", 0), 0));

    /** What makes an entry of a timeline. */
    public static final Form NOTE = Form.of(Note::read);

    private final Commits commits;
    private final Reads reads;

    public TaskService(Commits commits) {
        this.commits = commits;
        this.reads = new Reads(commits.backend());
    }

    /** Reads a task. */
    public StoredDocument get(Caller caller, String id) {
        return reads.get(caller, Shelves.TASKS, id);
    }

    /** Lists tasks, oldest first. */
    public DocumentPage list(Caller caller, TaskFilter filter, Page page) {
        return reads.listIn(caller, Shelves.TASKS, filter.projectId(), filter.tags(), page);
    }

    /** Makes a task: {@code projectId}, {@code title}, and whatever else can be patched. */
    public Answer create(Caller caller, Payload payload) {
        return commits.run(caller, draft -> {
            Fields fields = payload.fields();
            Task task = made(fields, draft.now());
            fields.done();
            String projectId = task.projectId();
            draft.need(Shelves.PROJECTS, projectId, caller);
            draft.requireExists(Shelves.PROJECTS, projectId);
            Precedence.check(draft, blank(task.id(), projectId, draft.now()), task);
            return Answer.created(task, TaskChanges.created(draft, task));
        });
    }

    /** Changes the fields that are given. */
    public Answer patch(Caller caller, String id, Payload payload, Expected expected) {
        return commits.run(caller, draft -> {
            Held<Task> held = draft.need(Shelves.TASKS, id, caller);
            expected.check(held);
            Fields fields = payload.fields();
            fields.version(held);
            TaskEditor edited = TaskFields.merge(fields, held.document(), draft.now());
            fields.done();
            Precedence.check(draft, held.document(), edited.build());
            JsonBytes body = TaskChanges.changed(draft, held, edited);
            return Answer.done(edited.build(), body);
        });
    }

    /** Deletes a task; sessions and other tasks forget it in the same commit. */
    public Answer delete(Caller caller, String id, Expected expected) {
        return commits.run(caller, draft -> {
            TaskDeletion.delete(draft, caller, id, expected);
            return Answer.deleted(id);
        });
    }

    /** Adds an entry to a task's timeline: {@code message}, {@code type?} ({@code note}). Answers the entry. */
    public Answer note(Caller caller, String id, Payload payload) {
        return commits.run(caller, draft -> {
            Held<Task> held = draft.need(Shelves.TASKS, id, caller);
            Fields fields = payload.fields();
            Note note = Note.read(fields);
            fields.done();
            List<TimelineEntry> timeline =
                    TaskStatusRule.noted(held.document().timeline(), note.type(), note.message(), draft.now());
            TaskChanges.changed(draft, held, held.document().edit().timeline(timeline));
            TimelineEntry entry = timeline.get(timeline.size() - 1);
            return new Answer(true, entry.id(), 0, JsonBytes.of(entry));
        });
    }

    private record Note(String message, String type) {
        static Note read(Fields fields) {
            return new Note(fields.requiredText("message", Limit.LINE), fields.sayingText("type", Limit.WORD, "note"));
        }
    }

    private static Task made(Fields fields, long now) {
        String projectId = fields.requiredText("projectId", Limit.WORD);
        fields.requiredText("title", Limit.TITLE);
        return TaskFields.merge(fields, blank(Ids.next("task", now), projectId, now), now)
                .build();
    }

    private static Task blank(String id, String projectId, long now) {
        return new Task(
                id,
                projectId,
                1,
                null,
                "",
                "",
                TaskStatus.PENDING,
                Priority.MEDIUM,
                List.of(),
                0,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                TaskStatusRule.noted(List.of(), "created", "Task created", now),
                0,
                null,
                null,
                null,
                "",
                now,
                now,
                null,
                null);
    }
}
