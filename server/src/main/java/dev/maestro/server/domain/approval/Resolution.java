package dev.maestro.server.domain.approval;

import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.Approval;
import dev.maestro.protocol.model.ApprovalStatus;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.Draft;
import dev.maestro.server.domain.Held;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How an approval ends.
 *
 * @param resolvedBy who says so; {@value Approval#TIMEOUT} when nobody does
 * @param comment what was said with it; null when nothing was
 */
record Resolution(
        ApprovalStatus status, String resolvedBy, @Nullable String comment) {
    static final Resolution TIMED_OUT = new Resolution(ApprovalStatus.TIMED_OUT, Approval.TIMEOUT, null);

    /** Ends an approval that is pending: {@code approval:resolved}. */
    Answer store(Draft draft, Held<Approval> held) {
        Approval before = held.document();
        Approval after = new Approval(
                before.id(),
                before.projectId(),
                held.nextVersion(),
                before.taskId(),
                before.task(),
                before.reason(),
                before.requestedBy(),
                status,
                before.retryCount(),
                before.timeoutAt(),
                resolvedBy,
                draft.now(),
                comment,
                before.createdAt(),
                draft.now());
        JsonBytes body = draft.update(held, after, Set.of());
        draft.tell(EventName.APPROVAL_RESOLVED, after.projectId(), List.of(), body);
        return Answer.done(after, body);
    }
}
