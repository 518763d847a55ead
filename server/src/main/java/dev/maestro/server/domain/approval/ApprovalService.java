package dev.maestro.server.domain.approval;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.Approval;
import dev.maestro.protocol.model.ApprovalStatus;
import dev.maestro.protocol.model.Task;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.DocumentKind;
import dev.maestro.server.backend.DocumentPage;
import dev.maestro.server.backend.StoredDocument;
import dev.maestro.server.domain.AgentRule;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.Caller;
import dev.maestro.server.domain.Commits;
import dev.maestro.server.domain.Fields;
import dev.maestro.server.domain.Form;
import dev.maestro.server.domain.Held;
import dev.maestro.server.domain.Ids;
import dev.maestro.server.domain.Limit;
import dev.maestro.server.domain.Page;
import dev.maestro.server.domain.Payload;
import dev.maestro.server.domain.Reads;
import dev.maestro.server.domain.document.InProject;
import dev.maestro.server.domain.document.Shelves;
import dev.maestro.server.domain.document.Tags;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Approvals; see also {@link ApprovalTimeouts}. Threads: thread-safe; blocks on the store.
 *
 * <p>Of several answers the first stands. An approval outlives its task: it holds a copy of what matters
 * of it.
 */
public final class ApprovalService {
    /** What asks for an approval. */
    public static final Form ASKING = Form.of(Question::read);

    /** What answers one. */
    public static final Form RESOLVING = Form.of(Verdict::read);

    /** The most approvals of a project that are pending; those who ask at the same moment may pass it by a few. */
    static final int MOST_PENDING = 200;

    private static final int LEAST_MILLIS = 1000;
    private static final int MOST_MILLIS = (int) Duration.ofDays(7).toMillis();
    private static final int USUAL_MILLIS = (int) Duration.ofMinutes(5).toMillis();

    private final Commits commits;
    private final Reads reads;

    public ApprovalService(Commits commits) {
        this.commits = commits;
        this.reads = new Reads(commits.backend());
    }

    /** Reads an approval. */
    public StoredDocument get(Caller caller, String projectId, String id) {
        return InProject.get(reads, caller, Shelves.APPROVALS, projectId, id);
    }

    /**
     * Lists approvals, oldest first.
     *
     * @param status in this status; null for any
     */
    public DocumentPage list(Caller caller, String projectId, @Nullable ApprovalStatus status, Page page) {
        Set<String> tags = status == null ? Set.of() : Set.of(Tags.status(status.wire()));
        return reads.listIn(caller, Shelves.APPROVALS, projectId, tags, page);
    }

    /**
     * Asks for an approval: {@code taskId}, {@code reason}, {@code timeoutMs?} (1000 to 7 days, 5 minutes). That is {@code
     * approval:requested}.
     *
     * @throws HubException {@code invalid} if there is no such task in the project; {@code conflict} if too many are pending
     */
    public Answer request(Caller caller, String projectId, Payload payload) {
        return commits.run(caller, draft -> {
            Fields fields = payload.fields();
            Question question = Question.read(fields);
            fields.done();
            String taskId = question.taskId();
            InProject.enter(draft, caller, projectId);
            Held<Task> task = draft.find(Shelves.TASKS, taskId)
                    .filter(held -> held.stored().projectId().equals(projectId))
                    .orElseThrow(() -> HubException.invalid("/taskId", "is not a task of the project"));
            requireRoom(draft.backend(), projectId);
            draft.requireUnchanged(task);
            Approval approval = new Approval(
                    Ids.next("approval", draft.now()),
                    projectId,
                    1,
                    taskId,
                    TaskCopy.of(task.stored().body()),
                    question.reason(),
                    caller.id(),
                    ApprovalStatus.PENDING,
                    refusals(draft.backend(), taskId),
                    draft.now() + question.timeout(),
                    null,
                    null,
                    null,
                    draft.now(),
                    draft.now());
            JsonBytes body = draft.create(Shelves.APPROVALS, approval, Set.of());
            draft.tell(EventName.APPROVAL_REQUESTED, projectId, List.of(), body);
            return Answer.created(approval, body);
        });
    }

    /**
     * Answers an approval: {@code approved}, {@code comment?}. That is {@code approval:resolved}. Until the hub has ended it
     * for want of an answer, a late one counts.
     *
     * @throws HubException {@code conflict} with the approval if it was answered before
     */
    public Answer resolve(Caller caller, String projectId, String id, Payload payload) {
        return commits.run(caller, draft -> {
            Held<Approval> held = InProject.need(draft, caller, Shelves.APPROVALS, projectId, id);
            AgentRule.refuse(caller, "answer approvals");
            Fields fields = payload.fields();
            Verdict verdict = Verdict.read(fields);
            fields.done();
            Approval approval = held.document();
            if (approval.status() != ApprovalStatus.PENDING) {
                throw HubException.outdated(
                        ErrorCode.CONFLICT,
                        "the approval is " + approval.status().wire() + " already, by " + approval.resolvedBy(),
                        held.stored().body());
            }
            ApprovalStatus status = verdict.approved() ? ApprovalStatus.APPROVED : ApprovalStatus.REJECTED;
            return new Resolution(status, caller.id(), verdict.comment()).store(draft, held);
        });
    }

    private static void requireRoom(Backend backend, String projectId) {
        if (backend.count(DocumentKind.APPROVAL, Tags.pending(projectId)) >= MOST_PENDING) {
            throw HubException.of(
                    ErrorCode.CONFLICT,
                    "the project has " + MOST_PENDING + " approvals that are pending; some must be answered first");
        }
    }

    private static int refusals(Backend backend, String taskId) {
        return Math.toIntExact(backend.count(DocumentKind.APPROVAL, Tags.refused(taskId)));
    }

    private record Question(String taskId, String reason, int timeout) {
        static Question read(Fields fields) {
            return new Question(
                    fields.requiredText("taskId", Limit.WORD),
                    fields.requiredText("reason", Limit.LINE),
                    fields.number("timeoutMs", LEAST_MILLIS, MOST_MILLIS, USUAL_MILLIS));
        }
    }

    private record Verdict(boolean approved, @Nullable String comment) {
        static Verdict read(Fields fields) {
            return new Verdict(
                    fields.require("approved").flag("approved", false),
                    fields.clearableText("comment", Limit.LINE, null));
        }
    }
}
