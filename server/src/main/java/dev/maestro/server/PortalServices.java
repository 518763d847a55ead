package dev.maestro.server;

import dev.maestro.server.domain.Commits;
import dev.maestro.server.domain.activity.ActivityService;
import dev.maestro.server.domain.approval.ApprovalService;
import dev.maestro.server.domain.approval.ApprovalTimeouts;
import dev.maestro.server.domain.chat.BuiltInCommands;
import dev.maestro.server.domain.chat.ChatService;
import dev.maestro.server.domain.chat.LostCommands;
import dev.maestro.server.domain.chat.MessageLimits;
import dev.maestro.server.domain.chat.ReactionService;
import dev.maestro.server.domain.chat.ThreadService;
import dev.maestro.server.domain.project.ProjectService;
import dev.maestro.server.domain.sprint.BacklogService;
import dev.maestro.server.domain.sprint.SprintService;
import dev.maestro.server.domain.task.TaskService;
import dev.maestro.server.domain.workflow.WorkflowService;
import dev.maestro.server.rest.ActivityResource;
import dev.maestro.server.rest.ApprovalResource;
import dev.maestro.server.rest.ChatResource;
import dev.maestro.server.rest.Resource;
import dev.maestro.server.rest.SprintResource;
import dev.maestro.server.rest.WorkflowResource;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** The domain services of what the portal knows of a project beside tasks and sessions, over one backend. */
final class PortalServices implements AutoCloseable {
    private final Commits commits;
    private final ProjectService projects;
    private final WorkflowService workflows;
    private final SprintService sprints;
    private final ApprovalService approvals;
    private final ApprovalTimeouts timeouts;
    private final ChatService chat;
    private final LostCommands lostCommands;

    private PortalServices(Commits commits, ProjectService projects, MessageLimits messages, Clock clock) {
        this.commits = commits;
        this.projects = projects;
        this.workflows = new WorkflowService(commits);
        this.sprints = new SprintService(commits);
        this.approvals = new ApprovalService(commits);
        this.timeouts = ApprovalTimeouts.open(commits, clock);
        this.chat = new ChatService(commits, messages);
        this.lostCommands = new LostCommands(commits, chat, clock);
    }

    /** Makes the services; they listen to the backend's feed until they are closed. */
    static PortalServices open(Commits commits, ProjectService projects, MessageLimits messages, Clock clock) {
        return new PortalServices(commits, projects, messages, clock);
    }

    WorkflowService workflows() {
        return workflows;
    }

    ChatService chat() {
        return chat;
    }

    /** Returns what must look once a second for approvals that nobody answered in time. */
    ApprovalTimeouts timeouts() {
        return timeouts;
    }

    /** Returns what must look every few seconds for commands that nobody tells the end of. */
    LostCommands lostCommands() {
        return lostCommands;
    }

    /**
     * Returns the commands every chat has.
     *
     * @param registered returns the names of those that clients have registered in a project
     */
    BuiltInCommands builtIns(Function<String, Collection<String>> registered) {
        return new BuiltInCommands(workflows, sprints, approvals, new TaskService(commits), registered);
    }

    /** Returns the REST resources that serve these services. */
    List<Resource> resources() {
        return List.of(
                new WorkflowResource(projects, workflows),
                new SprintResource(projects, new BacklogService(commits), sprints),
                new ApprovalResource(projects, approvals),
                new ChatResource(projects, chat, new ThreadService(commits), new ReactionService(commits)),
                new ActivityResource(projects, new ActivityService(commits)));
    }

    @Override
    public void close() {
        timeouts.close();
    }
}
