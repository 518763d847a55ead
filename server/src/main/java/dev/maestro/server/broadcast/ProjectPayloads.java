package dev.maestro.server.broadcast;

import dev.maestro.protocol.event.News;
import dev.maestro.protocol.model.Approval;
import dev.maestro.protocol.model.ApprovalStatus;
import dev.maestro.protocol.model.Priority;
import dev.maestro.protocol.model.Sprint;
import dev.maestro.protocol.model.TaskStatus;
import dev.maestro.protocol.portal.PortalTime;
import dev.maestro.protocol.portal.ProjectNews;
import dev.maestro.server.backend.CommittedEvent;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the portal is told of a project; {@code project} is its name. */
final class ProjectPayloads {
    private static final String TASK = "task";
    private static final String SUBTASK = "subtask";
    private static final String NOBODY = "unassigned";

    private ProjectPayloads() {}

    static ProjectNews.StateChange stateChange(CommittedEvent event, String project) {
        News.WorkflowChanged news = event.data().asKnown(News.WorkflowChanged.class);
        return new ProjectNews.StateChange(
                project,
                news.oldState(),
                news.newState(),
                new PortalTime(event.timestamp()),
                news.triggeredBy(),
                news.command(),
                news.reason());
    }

    static ProjectNews.TaskUpdate taskUpdate(CommittedEvent event, String project) {
        TaskSeen task = event.data().asKnown(TaskSeen.class);
        return new ProjectNews.TaskUpdate(
                project,
                task.id(),
                task.parentId() == null ? TASK : SUBTASK,
                task.status(),
                task.progress(),
                task.agentType(),
                PortalTime.orNull(task.startedAt()),
                PortalTime.orNull(task.completedAt()),
                task.error(),
                new ProjectNews.TaskMetadata(task.title(), task.priority(), task.version()));
    }

    static ProjectNews.ApprovalRequest approvalRequest(CommittedEvent event, String project) {
        Approval approval = event.data().asKnown(Approval.class);
        return new ProjectNews.ApprovalRequest(
                project,
                approval.id(),
                approval.task(),
                approval.reason(),
                new PortalTime(approval.createdAt()),
                approval.retryCount(),
                new PortalTime(approval.timeoutAt()));
    }

    static ProjectNews.ApprovalResolved approvalResolved(CommittedEvent event, String project) {
        Approval approval = event.data().asKnown(Approval.class);
        return new ProjectNews.ApprovalResolved(
                project,
                approval.id(),
                approval.status() == ApprovalStatus.APPROVED,
                Objects.requireNonNull(approval.resolvedBy(), "an approval is resolved by somebody"),
                new PortalTime(Objects.requireNonNull(approval.resolvedAt(), "an approval is resolved at some time")),
                approval.comment());
    }

    static ProjectNews.SprintProgress sprintProgress(CommittedEvent event, String project) {
        Sprint sprint = event.data().asKnown(Sprint.class);
        return new ProjectNews.SprintProgress(
                project,
                sprint.id(),
                sprint.totalStories(),
                sprint.completedStories(),
                sprint.failedStories(),
                sprint.inProgressStories(),
                new PortalTime(sprint.estimatedCompletion()),
                sprint.velocity());
    }

    static ProjectNews.BacklogUpdated backlogUpdated(CommittedEvent event, String project) {
        News.BacklogChanged news = event.data().asKnown(News.BacklogChanged.class);
        return new ProjectNews.BacklogUpdated(
                project,
                news.changeType(),
                news.storyId(),
                // As it was written, with whatever a newer hub has added.
                news.story() == null ? null : event.data().tree().get("story"),
                news.oldPosition(),
                news.newPosition());
    }

    /** As much of a task as the portal is told; every change of every task comes by here. */
    private record TaskSeen(
            String id,
            long version,
            @Nullable String parentId,
            String title,
            TaskStatus status,
            Priority priority,
            List<String> agentIds,
            int progress,
            @Nullable String agent,
            @Nullable String error,
            @Nullable Long startedAt,
            @Nullable Long completedAt) {
        TaskSeen {
            agentIds = List.copyOf(agentIds);
        }

        String agentType() {
            return agent == null ? agentIds.stream().findFirst().orElse(NOBODY) : agent;
        }
    }
}
