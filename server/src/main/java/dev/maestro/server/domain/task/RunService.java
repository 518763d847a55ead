package dev.maestro.server.domain.task;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.Task;
import dev.maestro.protocol.model.TaskEditor;
import dev.maestro.protocol.model.TaskStatus;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.Caller;
import dev.maestro.server.domain.Commits;
import dev.maestro.server.domain.Draft;
import dev.maestro.server.domain.Fields;
import dev.maestro.server.domain.Form;
import dev.maestro.server.domain.Held;
import dev.maestro.server.domain.Limit;
import dev.maestro.server.domain.Payload;
import dev.maestro.server.domain.document.Shelves;
import dev.maestro.server.domain.document.TaskChanges;
import dev.maestro.server.domain.document.TaskStatusRule;

/**
 * How a task's run stands, told in the Brain's words; whoever may change a task may tell. Answers the task.
 *
 * <p>Threads: thread-safe; blocks. Spec: docs/protocol/brain.md, "REST".
 */
public final class RunService {
    private static final String CURRENT_STEP = "current_step";
    private static final String STEP_NAME = "step_name";
    private static final String STATUS_WORD = "status";
    private static final String PAYLOAD = "payload";

    /** What moves a task to a status. */
    public static final Form STATUS = Form.of(fields -> {
        RunWord.required(fields, STATUS_WORD);
        RunDetails.note(fields, PAYLOAD);
    });

    /** What says how many steps are done. */
    public static final Form PROGRESS = Form.of(Step::read);

    private final Commits commits;

    public RunService(Commits commits) {
        this.commits = commits;
    }

    /** Moves a task to a status: {@code status}, in the Brain's words or the hub's, {@code payload?}. */
    public Answer status(Caller caller, String id, Payload payload) {
        return commits.run(caller, draft -> {
            Held<Task> held = draft.need(Shelves.TASKS, id, caller);
            Fields fields = payload.fields();
            TaskStatus status = RunWord.required(fields, STATUS_WORD).status();
            RunDetails details = RunDetails.read(fields, PAYLOAD, held.document());
            fields.done();
            TaskEditor edited = held.document().edit();
            TaskStatusRule.move(held.document(), edited, status, draft.now());
            return changed(draft, held, details.noteIn(edited, draft.now()));
        });
    }

    /** Tells how many steps are done: {@code current_step}, {@code step_name?}. */
    public Answer progress(Caller caller, String id, Payload payload) {
        return commits.run(caller, draft -> {
            Held<Task> held = draft.need(Shelves.TASKS, id, caller);
            Fields fields = payload.fields();
            Step step = Step.read(fields);
            fields.done();
            TaskEditor edited = held.document().edit().progress(step.current());
            if (!step.name().isEmpty()) {
                edited.timeline(TaskStatusRule.noted(
                        held.document().timeline(),
                        "step",
                        "Step " + step.current() + ": " + step.name(),
                        draft.now()));
            }
            return changed(draft, held, edited);
        });
    }

    private record Step(int current, String name) {
        static Step read(Fields fields) {
            return new Step(
                    fields.requiredNumber(CURRENT_STEP, 0, TaskFields.MOST_PROGRESS),
                    fields.sayingText(STEP_NAME, Limit.TITLE, ""));
        }
    }

    private static Answer changed(Draft draft, Held<Task> held, TaskEditor edited) {
        JsonBytes body = TaskChanges.changed(draft, held, edited);
        return Answer.done(edited.build(), body);
    }
}
