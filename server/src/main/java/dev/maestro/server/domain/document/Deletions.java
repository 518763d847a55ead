package dev.maestro.server.domain.document;

import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.event.News;
import dev.maestro.protocol.model.DeletedDocument;
import dev.maestro.protocol.model.Document;
import dev.maestro.protocol.model.Mail;
import dev.maestro.protocol.model.Modal;
import dev.maestro.protocol.model.Project;
import dev.maestro.protocol.model.Session;
import dev.maestro.protocol.model.Task;
import dev.maestro.protocol.model.TeamMember;
import dev.maestro.server.domain.Draft;
import dev.maestro.server.domain.Held;
import java.util.List;

/** Removes documents with the news of it; what else must change because of it is the feature's business. */
public final class Deletions {
    private Deletions() {}

    /** Removes a project's own document. */
    public static void project(Draft draft, Held<Project> held) {
        delete(draft, held, EventName.PROJECT_DELETED, List.of(), List.of());
    }

    /** Removes a task. */
    public static void task(Draft draft, Held<Task> held) {
        List<String> sessionIds = held.document().sessionIds();
        delete(draft, held, EventName.TASK_DELETED, sessionIds, sessionIds);
    }

    /** Removes a session. */
    public static void session(Draft draft, Held<Session> held) {
        delete(draft, held, EventName.SESSION_DELETED, List.of(held.document().id()), List.of());
    }

    /** Removes the presence of a session's agent, of which nobody is told. */
    public static void presence(Draft draft, Held<Presence> held) {
        draft.delete(held);
    }

    /** Removes a team member. */
    public static void teamMember(Draft draft, Held<TeamMember> held) {
        delete(draft, held, EventName.TEAM_MEMBER_DELETED, List.of(), List.of());
    }

    /** Removes mail. */
    public static void mail(Draft draft, Held<Mail> held) {
        List<String> sessionIds = List.of(held.document().toSessionId());
        delete(draft, held, EventName.MAIL_DELETED, sessionIds, sessionIds);
    }

    /** Closes a modal. */
    public static void modal(Draft draft, Held<Modal> held) {
        Modal modal = held.document();
        draft.delete(held);
        draft.tell(
                EventName.SESSION_MODAL_CLOSED,
                modal.projectId(),
                List.of(modal.sessionId()),
                new News.ModalClosed(modal.sessionId(), modal.id(), draft.now()));
    }

    private static void delete(
            Draft draft, Held<? extends Document> held, EventName name, List<String> concerned, List<String> shown) {
        Document document = held.document();
        draft.delete(held);
        draft.tell(
                name, document.projectId(), concerned, new DeletedDocument(document.id(), document.projectId(), shown));
    }
}
