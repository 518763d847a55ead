package dev.maestro.server.domain.workflow;

import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.event.News;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.Project;
import dev.maestro.protocol.model.Workflow;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.StoredDocument;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.Caller;
import dev.maestro.server.domain.Commits;
import dev.maestro.server.domain.Draft;
import dev.maestro.server.domain.Expected;
import dev.maestro.server.domain.Fields;
import dev.maestro.server.domain.Form;
import dev.maestro.server.domain.Held;
import dev.maestro.server.domain.Limit;
import dev.maestro.server.domain.Payload;
import dev.maestro.server.domain.Reads;
import dev.maestro.server.domain.document.InProject;
import dev.maestro.server.domain.document.Shelves;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The state of a project's workflow, any word. Threads: thread-safe; blocks on the store. */
public final class WorkflowService {
    /** What sets the state. */
    public static final Form CHANGE = Form.ofChange(Wanted::read);

    private static final Limit STATE = new Limit(200, Limit.Unit.CHARACTERS, Limit.Controls.NONE);

    private final Commits commits;
    private final Reads reads;

    public WorkflowService(Commits commits) {
        this.commits = commits;
        this.reads = new Reads(commits.backend());
    }

    /** Reads a project's workflow; while nobody has set a state it is {@value Workflow#START}, at version 0. */
    public StoredDocument get(Caller caller, String projectId) {
        Project project = reads.get(caller, Shelves.PROJECTS, projectId).body().asKnown(Project.class);
        return stored(commits.backend(), project);
    }

    /**
     * Sets the state: {@code state}, {@code reason?}, {@code command?}. That of before changes nothing, whatever the reason;
     * another is {@code workflow:changed}.
     */
    public Answer set(Caller caller, String projectId, Payload payload, Expected expected) {
        return commits.run(caller, draft -> {
            Project project = InProject.enter(draft, caller, projectId).document();
            Held<Workflow> held = Held.of(Shelves.WORKFLOWS, stored(draft.backend(), project));
            expected.check(held);
            Fields fields = payload.fields();
            fields.version(held);
            Wanted wanted = Wanted.read(fields);
            fields.done();
            if (wanted.state().equals(held.document().state())) {
                return Answer.done(held.document(), held.stored().body());
            }
            return changed(draft, caller, held, wanted.state(), wanted.reason(), wanted.command());
        });
    }

    private record Wanted(
            String state, @Nullable String reason, @Nullable String command) {
        static Wanted read(Fields fields) {
            return new Wanted(
                    fields.requiredText("state", STATE),
                    fields.clearableText("reason", Limit.LINE, null),
                    fields.clearableText("command", Limit.TEXT, null));
        }
    }

    private static Answer changed(
            Draft draft,
            Caller caller,
            Held<Workflow> held,
            String state,
            @Nullable String reason,
            @Nullable String command) {
        Workflow before = held.document();
        Workflow after = new Workflow(
                before.id(),
                before.projectId(),
                held.nextVersion(),
                state,
                caller.id(),
                command,
                reason,
                before.createdAt(),
                draft.now());
        JsonBytes body = draft.update(held, after, Set.of());
        draft.tell(
                EventName.WORKFLOW_CHANGED,
                after.projectId(),
                List.of(),
                new News.WorkflowChanged(before.state(), state, caller.id(), command, reason));
        return Answer.done(after, body);
    }

    private static StoredDocument stored(Backend backend, Project project) {
        return backend.find(Shelves.WORKFLOWS.key(project.id())).orElseGet(() -> untouched(project));
    }

    private static StoredDocument untouched(Project project) {
        Workflow workflow = new Workflow(
                project.id(),
                project.id(),
                0,
                Workflow.START,
                null,
                null,
                null,
                project.createdAt(),
                project.createdAt());
        return new StoredDocument(
                Shelves.WORKFLOWS.key(project.id()), project.id(), 0, Set.of(), JsonBytes.of(workflow));
    }
}
