package dev.maestro.server.broadcast;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.ErrorDetail;
import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.event.News;
import dev.maestro.protocol.json.Json;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.ActivityStatus;
import dev.maestro.protocol.model.Approval;
import dev.maestro.protocol.model.ApprovalStatus;
import dev.maestro.protocol.model.Attachment;
import dev.maestro.protocol.model.AuditEntry;
import dev.maestro.protocol.model.BacklogChange;
import dev.maestro.protocol.model.ChatThread;
import dev.maestro.protocol.model.ConfigType;
import dev.maestro.protocol.model.Message;
import dev.maestro.protocol.model.MessageType;
import dev.maestro.protocol.model.OutputType;
import dev.maestro.protocol.model.Priority;
import dev.maestro.protocol.model.Reaction;
import dev.maestro.protocol.model.Sprint;
import dev.maestro.protocol.model.SprintStatus;
import dev.maestro.protocol.model.Task;
import dev.maestro.protocol.model.TaskStatus;
import dev.maestro.protocol.portal.ErrorType;
import dev.maestro.protocol.portal.MonitoringNews;
import dev.maestro.protocol.portal.PortalAnswer;
import dev.maestro.protocol.portal.PortalTime;
import dev.maestro.protocol.portal.PresenceNews;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.backend.Offset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What becomes each golden file: events as services commit them, and payloads as they are sent live. */
final class PortalSamples {
    static final String PROJECT = "p1";
    static final String PROJECT_NAME = "my-project";

    private static final long AT = 1_706_789_123_456L;
    private static final long EARLIER = 1_706_789_120_000L;
    private static final String MESSAGE = "0b0e7a0c-6f2b-4d5f-9c57-6a8f0f6f9c11";
    private static final String THREAD = "7b1a1a52-9d0e-4f3c-8a55-1f7c4f6f2d21";

    private PortalSamples() {}

    /** Returns the committed ones by the name of their golden file. */
    static Map<String, CommittedEvent> committed() {
        Map<String, CommittedEvent> samples = new LinkedHashMap<>();
        project(samples);
        chat(samples);
        monitoring(samples);
        samples.put(
                "config_changed",
                event(
                        EventName.CONFIG_CHANGED,
                        new News.ConfigChanged(
                                ConfigType.SECURITY, "user123", json("{'limits.portal.per-second':20}"), "too few")));
        samples.put(
                "config_changed.least",
                event(
                        EventName.CONFIG_CHANGED,
                        new News.ConfigChanged(ConfigType.SYSTEM, "user123", json("{'log.level':'debug'}"), null)));
        samples.put(
                "user_action",
                event(
                        EventName.USER_ACTION,
                        new AuditEntry(
                                "audit_1",
                                AuditEntry.HUB,
                                1,
                                "user123",
                                "PATCH",
                                "/api/tasks/task_1",
                                EARLIER,
                                "127.0.0.1",
                                "curl/8.0",
                                false,
                                "not_found")));
        samples.put(
                "user_action.least",
                event(
                        EventName.USER_ACTION,
                        new AuditEntry(
                                "audit_2",
                                AuditEntry.HUB,
                                1,
                                "user123",
                                "login",
                                "/portal",
                                EARLIER,
                                null,
                                null,
                                true,
                                null)));
        return samples;
    }

    /** Returns the live ones by the name of their golden file. */
    static Map<String, Record> live() {
        Map<String, Record> samples = new LinkedHashMap<>();
        PortalTime now = new PortalTime(AT);
        samples.put("joined_project", new PresenceNews.JoinedProject(PROJECT_NAME, "idle", 3, now));
        for (String name : List.of("user_joined", "user_left", "typing_start", "typing_stop")) {
            samples.put(name, new PresenceNews.UserNotice("user123", PROJECT_NAME, now));
        }
        samples.put(
                "system_metrics",
                new MonitoringNews.SystemMetrics(
                        now, 12.5, 40, 71.25, new MonitoringNews.NetworkIo(1_000, 2_000), 3, 2, 1, 0, 60_000));
        samples.put("authenticated", new PortalAnswer.Authenticated("user123", List.of("admin", "monitor")));
        samples.put(
                "authentication_failed",
                new PortalAnswer.AuthenticationFailed("Too many from there", ErrorCode.RATE_LIMITED, 1_000L));
        samples.put(
                "authentication_failed.least",
                new PortalAnswer.AuthenticationFailed("Invalid authentication token", ErrorCode.UNAUTHENTICATED, null));
        samples.put("rate_limited", PortalAnswer.RateLimited.of(850));
        samples.put(
                "validation_error",
                PortalAnswer.ValidationError.of(
                        List.of(new ErrorDetail("/content", "is required")), ErrorCode.INVALID));
        samples.put(
                "error",
                new PortalAnswer.WebSocketError(
                        ErrorType.SERVER,
                        "no such project",
                        ErrorCode.NOT_FOUND,
                        List.of(new ErrorDetail("/project_name", "is none")),
                        now));
        samples.put(
                "error.least",
                new PortalAnswer.WebSocketError(
                        ErrorType.AUTHENTICATION, "say who you are first", ErrorCode.UNAUTHENTICATED, List.of(), now));
        return samples;
    }

    static CommittedEvent event(EventName name, Object data) {
        return new CommittedEvent(new Offset("e1", 37), AT, name, PROJECT, List.of(), JsonBytes.of(data));
    }

    private static void project(Map<String, CommittedEvent> samples) {
        samples.put(
                "state_change",
                event(
                        EventName.WORKFLOW_CHANGED,
                        new News.WorkflowChanged("idle", "SPRINT_ACTIVE", "user123", "/state SPRINT_ACTIVE", "ready")));
        samples.put(
                "state_change.least",
                event(
                        EventName.WORKFLOW_CHANGED,
                        new News.WorkflowChanged("idle", "SPRINT_ACTIVE", "user123", null, null)));
        samples.put("task_update", event(EventName.TASK_UPDATED, failedSubtask()));
        samples.put("task_update.least", event(EventName.TASK_CREATED, newTask()));
        samples.put("approval_request", event(EventName.APPROVAL_REQUESTED, approval(ApprovalStatus.PENDING)));
        samples.put("approval_resolved", event(EventName.APPROVAL_RESOLVED, approval(ApprovalStatus.APPROVED)));
        samples.put("approval_resolved.least", event(EventName.APPROVAL_RESOLVED, approval(ApprovalStatus.TIMED_OUT)));
        samples.put("sprint_progress", event(EventName.SPRINT_CHANGED, sprint()));
        ObjectNode reordered =
                Json.mapper().valueToTree(new News.BacklogChanged(BacklogChange.REORDERED, "story_1", null, 2, 0));
        reordered.set(
                "story",
                json("{'id':'story_1','projectId':'p1','version':3,'title':'Log in','description':'As a user',"
                        + "'status':'in_progress','priority':'high','points':5,'sprintId':'sprint_1',"
                        + "'taskIds':['task_1'],'createdAt':1706789000000,'updatedAt':1706789123456,"
                        + "'completedAt':null,'addedLater':{'a':1}}"));
        samples.put("backlog_updated", event(EventName.BACKLOG_CHANGED, reordered));
        samples.put(
                "backlog_updated.least",
                event(
                        EventName.BACKLOG_CHANGED,
                        new News.BacklogChanged(BacklogChange.REMOVED, "story_1", null, null, null)));
    }

    private static void chat(Map<String, CommittedEvent> samples) {
        samples.put(
                "message_received",
                event(
                        EventName.MESSAGE_POSTED,
                        new Message(
                                MESSAGE,
                                PROJECT,
                                2,
                                "user123",
                                "hello",
                                MessageType.THREAD,
                                THREAD,
                                List.of(new Attachment("plan.pdf", 1_024, "application/pdf")),
                                List.of(new Reaction("\uD83D\uDC4D", List.of("user123", "user456"))),
                                EARLIER,
                                AT)));
        samples.put(
                "message_received.least",
                event(
                        EventName.MESSAGE_POSTED,
                        new Message(
                                MESSAGE,
                                PROJECT,
                                1,
                                "user123",
                                "/help",
                                MessageType.COMMAND,
                                null,
                                List.of(),
                                List.of(),
                                EARLIER,
                                EARLIER)));
        samples.put(
                "command_result",
                event(
                        EventName.COMMAND_FINISHED,
                        new News.CommandFinished(
                                MESSAGE,
                                "/sprint start",
                                false,
                                json("{'sprint':'sprint_1'}"),
                                "it is over",
                                12,
                                json("{'title':'Sprint'}"))));
        samples.put(
                "command_result.least",
                event(
                        EventName.COMMAND_FINISHED,
                        new News.CommandFinished(MESSAGE, "/help", true, NullNode.instance, null, 0, null)));
        samples.put("thread_created", event(EventName.THREAD_CREATED, thread()));
        samples.put("thread_updated", event(EventName.THREAD_UPDATED, thread()));
    }

    private static void monitoring(Map<String, CommittedEvent> samples) {
        samples.put(
                "agent_activity",
                event(
                        EventName.AGENT_ACTIVITY,
                        new News.AgentActivity(
                                "coder",
                                "write_tests",
                                ActivityStatus.FAILED,
                                "task_1",
                                "story_1",
                                1_500L,
                                json("{'tokens':12}"),
                                "it broke")));
        samples.put(
                "agent_activity.least",
                event(
                        EventName.AGENT_ACTIVITY,
                        new News.AgentActivity(
                                "coder",
                                "session",
                                ActivityStatus.STARTED,
                                null,
                                null,
                                null,
                                NullNode.instance,
                                null)));
        samples.put(
                "tdd_cycle_started",
                event(EventName.TDD_CYCLE_STARTED, new News.TddCycleStarted("cycle_1", "story_1", "user123", 600_000)));
        samples.put(
                "tdd_state_change",
                event(
                        EventName.TDD_STATE_CHANGED,
                        new News.TddStateChanged(
                                "cycle_1",
                                "RED",
                                "GREEN",
                                30_000L,
                                json("[{'name':'it works','passed':true}]"),
                                json("{'coverage':0.9}"))));
        samples.put(
                "tdd_state_change.least",
                event(
                        EventName.TDD_STATE_CHANGED,
                        new News.TddStateChanged("cycle_1", "RED", "GREEN", null, null, NullNode.instance)));
        samples.put(
                "test_output",
                event(EventName.TEST_OUTPUT, new News.TestOutput("cycle_1", OutputType.TEST_RESULT, "ok 1\n", null)));
    }

    private static Task newTask() {
        return new Task(
                "task_1",
                PROJECT,
                1,
                null,
                "Build it",
                "",
                TaskStatus.PENDING,
                Priority.MEDIUM,
                List.of(),
                0,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                0,
                null,
                null,
                null,
                "",
                EARLIER,
                EARLIER,
                null,
                null);
    }

    private static Task failedSubtask() {
        return new Task(
                "task_1",
                PROJECT,
                4,
                "task_0",
                "Build it",
                "",
                TaskStatus.FAILED,
                Priority.HIGH,
                List.of(),
                0,
                List.of(),
                List.of("coder", "tester"),
                List.of(),
                List.of(),
                List.of(),
                7,
                null,
                "it broke",
                null,
                "",
                EARLIER,
                AT,
                1_706_788_800_000L,
                1_706_789_100_120L);
    }

    private static Approval approval(ApprovalStatus status) {
        boolean approved = status == ApprovalStatus.APPROVED;
        boolean open = status == ApprovalStatus.PENDING;
        return new Approval(
                "appr_1",
                PROJECT,
                1,
                "task_1",
                json("{'id':'task_1','projectId':'p1','title':'Build it','addedLater':[1]}"),
                "it deletes files",
                "agent",
                status,
                1,
                1_706_789_423_000L,
                open ? null : approved ? "user123" : Approval.TIMEOUT,
                open ? null : approved ? Long.valueOf(1_706_789_160_000L) : Long.valueOf(1_706_789_423_000L),
                approved ? "go on" : null,
                AT,
                AT);
    }

    private static Sprint sprint() {
        return new Sprint(
                "sprint_1",
                PROJECT,
                3,
                "First",
                "",
                SprintStatus.ACTIVE,
                10,
                4,
                1,
                2,
                EARLIER,
                null,
                null,
                1_707_998_400_000L,
                1.5,
                EARLIER,
                AT);
    }

    private static ChatThread thread() {
        return new ChatThread(
                THREAD, PROJECT, 3, MESSAGE, "user123", 2, EARLIER, List.of("user123", "user456"), EARLIER, AT);
    }

    private static JsonNode json(String text) {
        return JsonBytes.ofUtf8(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8))
                .tree();
    }
}
