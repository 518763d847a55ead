package dev.maestro.server.domain.session;

import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.event.News;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.Modal;
import dev.maestro.protocol.model.Session;
import dev.maestro.server.domain.AgentRule;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.Caller;
import dev.maestro.server.domain.Commits;
import dev.maestro.server.domain.Draft;
import dev.maestro.server.domain.Fields;
import dev.maestro.server.domain.Form;
import dev.maestro.server.domain.Held;
import dev.maestro.server.domain.Ids;
import dev.maestro.server.domain.Limit;
import dev.maestro.server.domain.Payload;
import dev.maestro.server.domain.document.Deletions;
import dev.maestro.server.domain.document.SessionChanges;
import dev.maestro.server.domain.document.Shelves;
import dev.maestro.server.domain.document.Tags;
import java.util.List;
import java.util.Set;

/** Pages a session shows: opened, acted on, closed. Threads: thread-safe; blocks. */
public final class ModalService {
    /** What opens a modal. */
    public static final Form OPENING = Form.of(fields -> modal(fields, "", "", 0));

    /** What somebody did in a modal. */
    public static final Form ACTION = Form.of(fields -> action(fields, "", "", 0));

    private static final String OWN = "use modals of its own session only";
    private static final int MOST_ACTION_DATA_BYTES = 64 * 1024;

    /** Everybody who looks at the project gets all of them, each up to {@link Limit#PAGE}, and each is stored. */
    private static final int MOST_OPEN = 5;

    private final Commits commits;

    public ModalService(Commits commits) {
        this.commits = commits;
    }

    /**
     * Opens a modal: {@code title}, {@code html}, {@code filePath?}. The session is active by it: {@code
     * session:updated}, then {@code session:modal}; before, the oldest is closed if there would be too many.
     */
    public Answer open(Caller caller, String sessionId, Payload payload) {
        return commits.run(caller, draft -> {
            Held<Session> session = draft.need(Shelves.SESSIONS, sessionId, caller);
            AgentRule.requireOwn(caller, sessionId, OWN);
            Fields fields = payload.fields();
            Modal modal = modal(fields, session.document().projectId(), sessionId, draft.now());
            fields.done();
            closeOldest(draft, modal);
            // Changing the session too keeps it from being deleted at the same moment with this modal left over, and
            // others from being opened that are not counted.
            SessionChanges.heard(draft, session, session.document().edit(), null);
            JsonBytes body = draft.create(Shelves.MODALS, modal, Set.of());
            draft.tell(EventName.SESSION_MODAL, modal.projectId(), List.of(sessionId), shown(modal));
            return Answer.created(modal, body);
        });
    }

    /** Passes on what somebody did in a modal: {@code action}, {@code data?}. Answers what was passed on. */
    public Answer act(Caller caller, String sessionId, String modalId, Payload payload) {
        return commits.run(caller, draft -> {
            Held<Modal> modal = need(draft, caller, sessionId, modalId);
            Fields fields = payload.fields();
            News.ModalAction action = action(fields, sessionId, modalId, draft.now());
            fields.done();
            draft.requireUnchanged(modal);
            JsonBytes body = JsonBytes.of(action);
            draft.tell(EventName.SESSION_MODAL_ACTION, modal.document().projectId(), List.of(sessionId), body);
            return new Answer(false, modalId, 0, body);
        });
    }

    private static Modal modal(Fields fields, String projectId, String sessionId, long now) {
        return new Modal(
                Ids.next("modal", now),
                projectId,
                1,
                sessionId,
                fields.requiredText("title", Limit.TITLE),
                fields.requiredText("html", Limit.PAGE),
                fields.clearableText("filePath", Limit.LINE, null),
                now,
                now);
    }

    private static News.ModalAction action(Fields fields, String sessionId, String modalId, long now) {
        return new News.ModalAction(
                sessionId,
                modalId,
                fields.requiredText("action", Limit.WORD),
                fields.any("data", MOST_ACTION_DATA_BYTES),
                now);
    }

    /** Closes a modal. */
    public Answer close(Caller caller, String sessionId, String modalId) {
        return commits.run(caller, draft -> {
            Deletions.modal(draft, need(draft, caller, sessionId, modalId));
            return Answer.deleted(modalId);
        });
    }

    private static Held<Modal> need(Draft draft, Caller caller, String sessionId, String modalId) {
        Held<Modal> modal = draft.need(Shelves.MODALS, modalId, caller);
        if (!modal.document().sessionId().equals(sessionId)) {
            throw Draft.missing(Shelves.MODALS, modalId);
        }
        AgentRule.requireOwn(caller, sessionId, OWN);
        return modal;
    }

    private static void closeOldest(Draft draft, Modal opened) {
        List<Held<Modal>> open = draft.tagged(Shelves.MODALS, opened.projectId(), Tags.session(opened.sessionId()));
        open.stream().limit(Math.max(0, open.size() + 1 - MOST_OPEN)).forEach(oldest -> Deletions.modal(draft, oldest));
    }

    private static News.ModalShown shown(Modal modal) {
        return new News.ModalShown(
                modal.sessionId(), modal.id(), modal.title(), modal.html(), modal.filePath(), modal.createdAt());
    }
}
