package dev.maestro.server.schema.asyncapi;

import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.event.News;
import dev.maestro.protocol.model.DeletedDocument;
import dev.maestro.protocol.model.Mail;
import dev.maestro.protocol.model.Project;
import dev.maestro.protocol.model.Session;
import dev.maestro.protocol.model.Task;
import dev.maestro.protocol.model.TeamMember;
import dev.maestro.protocol.portal.AdminNews;
import dev.maestro.protocol.portal.ChatNews;
import dev.maestro.protocol.portal.MonitoringNews;
import dev.maestro.protocol.portal.PortalAnswer;
import dev.maestro.protocol.portal.PortalEvent;
import dev.maestro.protocol.portal.PresenceNews;
import dev.maestro.protocol.portal.ProjectNews;
import java.util.Optional;

/** The record that each event of a catalogue carries. */
public final class EventPayloads {
    private EventPayloads() {}

    /** Returns what an event carries as {@code data}; empty for those that go out under other names only. */
    public static Optional<Class<?>> data(EventName event) {
        return Optional.ofNullable(
                switch (event) {
                    case PROJECT_CREATED, PROJECT_UPDATED -> Project.class;
                    case TASK_CREATED, TASK_UPDATED -> Task.class;
                    case PROJECT_DELETED, TASK_DELETED, SESSION_DELETED, TEAM_MEMBER_DELETED, MAIL_DELETED ->
                        DeletedDocument.class;
                    case TASK_SESSION_ADDED, TASK_SESSION_REMOVED -> News.TaskSession.class;
                    case SESSION_CREATED, SESSION_UPDATED -> Session.class;
                    case SESSION_SPAWN -> News.Spawn.class;
                    case SESSION_TASK_ADDED, SESSION_TASK_REMOVED -> News.SessionTask.class;
                    case SUBTASK_CREATED, SUBTASK_UPDATED -> News.SubtaskChanged.class;
                    case SUBTASK_DELETED -> News.SubtaskDeleted.class;
                    case NOTIFY_TASK_COMPLETED, NOTIFY_TASK_FAILED, NOTIFY_TASK_BLOCKED -> News.TaskNotice.class;
                    case NOTIFY_TASK_SESSION_COMPLETED, NOTIFY_TASK_SESSION_FAILED -> News.TaskSessionNotice.class;
                    case NOTIFY_SESSION_COMPLETED, NOTIFY_SESSION_FAILED -> News.SessionNotice.class;
                    case NOTIFY_NEEDS_INPUT -> News.NeedsInputNotice.class;
                    case NOTIFY_PROGRESS -> News.ProgressNotice.class;
                    case SESSION_MODAL -> News.ModalShown.class;
                    case SESSION_MODAL_ACTION -> News.ModalAction.class;
                    case SESSION_MODAL_CLOSED -> News.ModalClosed.class;
                    case TEAM_MEMBER_CREATED, TEAM_MEMBER_UPDATED, TEAM_MEMBER_ARCHIVED -> TeamMember.class;
                    case MAIL_RECEIVED -> Mail.class;
                    case TASK_RUN,
                            AGENT_ACTIVITY,
                            WORKFLOW_CHANGED,
                            SPRINT_CHANGED,
                            BACKLOG_CHANGED,
                            APPROVAL_REQUESTED,
                            APPROVAL_RESOLVED,
                            MESSAGE_POSTED,
                            COMMAND_FINISHED,
                            THREAD_CREATED,
                            THREAD_UPDATED,
                            TDD_CYCLE_STARTED,
                            TDD_STATE_CHANGED,
                            TEST_OUTPUT,
                            CONFIG_CHANGED,
                            USER_ACTION -> null;
                });
    }

    /** Returns what an event of the portal carries. */
    public static Class<?> payload(PortalEvent event) {
        return switch (event) {
            case JOINED_PROJECT -> PresenceNews.JoinedProject.class;
            case USER_JOINED, USER_LEFT, TYPING_START, TYPING_STOP -> PresenceNews.UserNotice.class;
            case STATE_CHANGE -> ProjectNews.StateChange.class;
            case TASK_UPDATE -> ProjectNews.TaskUpdate.class;
            case APPROVAL_REQUEST -> ProjectNews.ApprovalRequest.class;
            case APPROVAL_RESOLVED -> ProjectNews.ApprovalResolved.class;
            case SPRINT_PROGRESS -> ProjectNews.SprintProgress.class;
            case BACKLOG_UPDATED -> ProjectNews.BacklogUpdated.class;
            case MESSAGE_RECEIVED -> ChatNews.MessageReceived.class;
            case COMMAND_RESULT -> ChatNews.CommandResult.class;
            case THREAD_CREATED -> ChatNews.ThreadCreated.class;
            case THREAD_UPDATED -> ChatNews.ThreadUpdated.class;
            case AGENT_ACTIVITY -> MonitoringNews.AgentActivity.class;
            case SYSTEM_METRICS -> MonitoringNews.SystemMetrics.class;
            case TDD_CYCLE_STARTED -> MonitoringNews.TddCycleStarted.class;
            case TDD_STATE_CHANGE -> MonitoringNews.TddStateChange.class;
            case TEST_OUTPUT -> MonitoringNews.TestOutput.class;
            case CONFIG_CHANGED -> AdminNews.ConfigChanged.class;
            case USER_ACTION -> AdminNews.UserAction.class;
            case AUTHENTICATED -> PortalAnswer.Authenticated.class;
            case AUTHENTICATION_FAILED -> PortalAnswer.AuthenticationFailed.class;
            case RATE_LIMITED -> PortalAnswer.RateLimited.class;
            case VALIDATION_ERROR -> PortalAnswer.ValidationError.class;
            case ERROR -> PortalAnswer.WebSocketError.class;
        };
    }
}
