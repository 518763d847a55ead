package dev.maestro.server.domain.document;

import dev.maestro.protocol.model.Mail;
import dev.maestro.protocol.model.Modal;
import dev.maestro.protocol.model.Project;
import dev.maestro.protocol.model.Session;
import dev.maestro.protocol.model.SessionStatus;
import dev.maestro.protocol.model.Task;
import dev.maestro.protocol.model.TeamMember;
import dev.maestro.server.backend.DocumentKind;
import dev.maestro.server.domain.Shelf;
import java.util.HashSet;
import java.util.Set;

/** How each kind of document is kept. */
public final class Shelves {
    public static final Shelf<Project> PROJECTS =
            new Shelf<>(DocumentKind.PROJECT, Project.class, "project", (project, hidden) -> Set.of());

    public static final Shelf<Task> TASKS = new Shelf<>(DocumentKind.TASK, Task.class, "task", Shelves::tagsOf);

    public static final Shelf<Session> SESSIONS =
            new Shelf<>(DocumentKind.SESSION, Session.class, "session", Shelves::tagsOf);

    public static final Shelf<TeamMember> TEAM_MEMBERS = new Shelf<>(
            DocumentKind.TEAM_MEMBER,
            TeamMember.class,
            "team member",
            (member, hidden) -> Set.of(Tags.archived(member.archived())));

    public static final Shelf<Mail> MAIL = new Shelf<>(
            DocumentKind.MAIL, Mail.class, "mail", (mail, hidden) -> Set.of(Tags.session(mail.toSessionId())));

    public static final Shelf<Modal> MODALS = new Shelf<>(
            DocumentKind.MODAL, Modal.class, "modal", (modal, hidden) -> Set.of(Tags.session(modal.sessionId())));

    public static final Shelf<Presence> PRESENCES =
            new Shelf<>(DocumentKind.PRESENCE, Presence.class, "presence", (presence, hidden) -> hidden);

    private Shelves() {}

    private static Set<String> tagsOf(Task task, Set<String> hidden) {
        Set<String> tags = new HashSet<>();
        tags.add(Tags.status(task.status().wire()));
        task.sessionIds().forEach(id -> tags.add(Tags.session(id)));
        task.dependencies().forEach(id -> tags.add(Tags.dependsOn(id)));
        if (task.parentId() != null) {
            tags.add(Tags.parent(task.parentId()));
        }
        if (task.claimedBy() != null) {
            tags.add(Tags.claim(task.claimedBy()));
        }
        return tags;
    }

    private static Set<String> tagsOf(Session session, Set<String> hidden) {
        Set<String> tags = new HashSet<>();
        tags.add(Tags.status(session.status().wire()));
        if (session.status() == SessionStatus.SPAWNING) {
            hidden.stream().filter(tag -> tag.startsWith(Tags.OFFER_PREFIX)).forEach(tags::add);
        }
        if ((session.status().ended() && !session.lost()) || hidden.contains(Tags.ENDED)) {
            tags.add(Tags.ENDED);
        }
        return tags;
    }
}
