package dev.maestro.server.domain.document;

import dev.maestro.protocol.model.Approval;
import dev.maestro.protocol.model.ApprovalStatus;
import dev.maestro.protocol.model.AuditEntry;
import dev.maestro.protocol.model.Backlog;
import dev.maestro.protocol.model.ChatThread;
import dev.maestro.protocol.model.Mail;
import dev.maestro.protocol.model.Message;
import dev.maestro.protocol.model.Modal;
import dev.maestro.protocol.model.Project;
import dev.maestro.protocol.model.RuntimeSettings;
import dev.maestro.protocol.model.Session;
import dev.maestro.protocol.model.SessionStatus;
import dev.maestro.protocol.model.Sprint;
import dev.maestro.protocol.model.Story;
import dev.maestro.protocol.model.Task;
import dev.maestro.protocol.model.TeamMember;
import dev.maestro.protocol.model.Workflow;
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

    public static final Shelf<Workflow> WORKFLOWS =
            new Shelf<>(DocumentKind.WORKFLOW, Workflow.class, "workflow", (workflow, hidden) -> Set.of());

    public static final Shelf<Backlog> BACKLOGS =
            new Shelf<>(DocumentKind.BACKLOG, Backlog.class, "backlog", (backlog, hidden) -> Set.of());

    public static final Shelf<Story> STORIES = new Shelf<>(DocumentKind.STORY, Story.class, "story", Shelves::tagsOf);

    public static final Shelf<Sprint> SPRINTS = new Shelf<>(
            DocumentKind.SPRINT,
            Sprint.class,
            "sprint",
            (sprint, hidden) -> Set.of(Tags.status(sprint.status().wire())));

    public static final Shelf<Approval> APPROVALS =
            new Shelf<>(DocumentKind.APPROVAL, Approval.class, "approval", Shelves::tagsOf);

    public static final Shelf<Message> MESSAGES =
            new Shelf<>(DocumentKind.MESSAGE, Message.class, "message", Shelves::tagsOf);

    public static final Shelf<ChatThread> THREADS = new Shelf<>(
            DocumentKind.THREAD,
            ChatThread.class,
            "thread",
            (thread, hidden) -> Set.of(Tags.parent(thread.parentMessageId())));

    public static final Shelf<AuditEntry> AUDIT =
            new Shelf<>(DocumentKind.AUDIT_ENTRY, AuditEntry.class, "audit entry", Shelves::tagsOf);

    public static final Shelf<RuntimeSettings> RUNTIME_SETTINGS = new Shelf<>(
            DocumentKind.RUNTIME_SETTINGS, RuntimeSettings.class, "settings", (settings, hidden) -> Set.of());

    public static final Shelf<RemovedProject> REMOVED_PROJECTS = new Shelf<>(
            DocumentKind.REMOVED_PROJECT, RemovedProject.class, "removed project", (removed, hidden) -> Set.of());

    private Shelves() {}

    private static Set<String> tagsOf(AuditEntry entry, Set<String> hidden) {
        Set<String> tags = new HashSet<>(hidden);
        tags.add(Tags.user(entry.userId()));
        tags.add(Tags.action(entry.action()));
        return tags;
    }

    private static Set<String> tagsOf(Story story, Set<String> hidden) {
        Set<String> tags = new HashSet<>();
        tags.add(Tags.status(story.status().wire()));
        if (story.sprintId() != null) {
            tags.add(Tags.sprint(story.sprintId()));
        }
        return tags;
    }

    private static Set<String> tagsOf(Approval approval, Set<String> hidden) {
        Set<String> tags = new HashSet<>();
        tags.add(Tags.status(approval.status().wire()));
        tags.add(Tags.task(approval.taskId()));
        if (approval.status() == ApprovalStatus.PENDING) {
            tags.add(Tags.pending(approval.projectId()));
        }
        if (approval.status() == ApprovalStatus.REJECTED || approval.status() == ApprovalStatus.TIMED_OUT) {
            tags.add(Tags.refused(approval.taskId()));
        }
        return tags;
    }

    private static Set<String> tagsOf(Message message, Set<String> hidden) {
        Set<String> tags = new HashSet<>();
        if (message.threadId() != null) {
            tags.add(Tags.thread(message.threadId()));
        }
        if (hidden.contains(Tags.RUNNING)) {
            tags.add(Tags.RUNNING);
        }
        return tags;
    }

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
