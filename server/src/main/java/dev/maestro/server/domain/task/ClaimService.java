package dev.maestro.server.domain.task;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.Session;
import dev.maestro.protocol.model.Task;
import dev.maestro.protocol.model.TaskEditor;
import dev.maestro.server.domain.AgentRule;
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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Claims: at most one session holds a task, however many ask at once.
 *
 * <p>A claim ends when it is released, or when its session is deleted or over: a dead agent blocks nobody. Threads:
 * thread-safe; blocks.
 */
public final class ClaimService {
    /** What claims a task. */
    public static final Form CLAIM = Form.of(ClaimService::sessionId);

    private final Commits commits;

    public ClaimService(Commits commits) {
        this.commits = commits;
    }

    /**
     * Claims a task for {@code sessionId}; claiming what one holds is no change.
     *
     * @throws HubException {@code conflict}, with the task and thereby the holder, if another session holds it
     */
    public Answer claim(Caller caller, String taskId, Payload payload) {
        return commits.run(caller, draft -> {
            Held<Task> held = draft.need(Shelves.TASKS, taskId, caller);
            Fields fields = payload.fields();
            String sessionId = sessionId(fields);
            fields.done();
            AgentRule.requireOwn(caller, sessionId, "claim tasks for its own session only");
            Held<Session> claimant = claimant(draft, held, sessionId);
            String holder = held.document().claimedBy();
            if (sessionId.equals(holder)) {
                return Answer.done(held.document(), held.stored().body());
            }
            if (holder != null) {
                requireOver(draft, held, holder);
            }
            draft.requireUnchanged(claimant);
            return changed(draft, held, sessionId, "claimed", "Claimed by " + sessionId);
        });
    }

    /**
     * Releases a claim; a task nobody holds is left as it is.
     *
     * @param sessionId who must hold it; empty for whoever does
     * @throws HubException {@code conflict} if another session holds it
     */
    public Answer release(Caller caller, String taskId, Optional<String> sessionId) {
        return commits.run(caller, draft -> {
            Held<Task> held = draft.need(Shelves.TASKS, taskId, caller);
            String holder = held.document().claimedBy();
            if (holder == null) {
                return Answer.done(held.document(), held.stored().body());
            }
            AgentRule.requireOwn(caller, holder, "release tasks of its own session only");
            if (sessionId.isPresent() && !sessionId.get().equals(holder)) {
                throw heldBy(held, holder);
            }
            return changed(draft, held, null, "released", "Released by " + holder);
        });
    }

    private static String sessionId(Fields fields) {
        return fields.requiredText("sessionId", Limit.WORD);
    }

    private static Answer changed(Draft draft, Held<Task> held, @Nullable String holder, String type, String message) {
        TaskEditor edited = held.document()
                .edit()
                .claimedBy(holder)
                .timeline(TaskStatusRule.noted(held.document().timeline(), type, message, draft.now()));
        JsonBytes body = TaskChanges.changed(draft, held, edited);
        return Answer.done(edited.build(), body);
    }

    private static Held<Session> claimant(Draft draft, Held<Task> task, String sessionId) {
        Held<Session> session = draft.find(Shelves.SESSIONS, sessionId)
                .filter(held -> held.stored().projectId().equals(task.stored().projectId()))
                .orElseThrow(() -> HubException.invalid("/sessionId", "is not a session of the task's project"));
        if (session.document().status().ended()) {
            throw HubException.outdated(
                    ErrorCode.CONFLICT,
                    "the session is " + session.document().status().wire(),
                    session.stored().body());
        }
        return session;
    }

    private static void requireOver(Draft draft, Held<Task> held, String holder) {
        Optional<Held<Session>> session = draft.find(Shelves.SESSIONS, holder);
        if (session.isEmpty()) {
            return;
        }
        if (!session.get().document().status().ended()) {
            throw heldBy(held, holder);
        }
        draft.requireUnchanged(session.get());
    }

    private static HubException heldBy(Held<Task> held, String holder) {
        return HubException.outdated(
                ErrorCode.CONFLICT,
                "the task is claimed by " + holder,
                held.stored().body());
    }
}
