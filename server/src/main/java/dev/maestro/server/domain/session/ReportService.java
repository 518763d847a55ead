package dev.maestro.server.domain.session;

import dev.maestro.protocol.command.AgentReport;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.event.News;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.NeedsInput;
import dev.maestro.protocol.model.Session;
import dev.maestro.protocol.model.SessionEditor;
import dev.maestro.protocol.model.SessionStatus;
import dev.maestro.protocol.model.Task;
import dev.maestro.protocol.model.TaskEditor;
import dev.maestro.protocol.model.TaskStatus;
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
import dev.maestro.server.domain.document.SessionChanges;
import dev.maestro.server.domain.document.SessionStatusRule;
import dev.maestro.server.domain.document.Shelves;
import dev.maestro.server.domain.document.TaskChanges;
import dev.maestro.server.domain.document.TaskStatusRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an agent says of its session, and what a person answers it. Threads: thread-safe; blocks. */
public final class ReportService {
    /** What a report says. */
    public static final Form FORM = Form.of(ReportService::read);

    private final Commits commits;

    public ReportService(Commits commits) {
        this.commits = commits;
    }

    /** Reads a report. */
    public static AgentReport read(Fields fields) {
        return new AgentReport(
                fields.require("type").choice("type", AgentReport.Type.class, AgentReport.Type.PROGRESS),
                fields.text("message", Limit.LINE, ""),
                fields.clearableText("taskId", Limit.WORD, null));
    }

    /**
     * Takes a report: {@code type} of {@link AgentReport.Type}, {@code message?}, {@code taskId?}. Answers the session.
     *
     * <p>First {@code session:updated}, as the agent was heard of; then what the report means: {@code notify:progress},
     * {@code notify:needs_input}, {@code notify:session_completed}, {@code notify:session_failed}, or, for
     * {@code blocked}, each task of the session that is in progress becomes blocked.
     *
     * @throws HubException {@code conflict} for {@code blocked} when no task is in progress
     */
    public Answer report(Caller caller, String sessionId, Payload payload) {
        return commits.run(caller, draft -> {
            // First whether there is such a session: what is wrong with the report is nobody else's business.
            Held<Session> held = reportedOn(draft, caller, sessionId);
            Fields fields = payload.fields();
            AgentReport report = read(fields);
            fields.done();
            return checked(draft, held, report);
        });
    }

    /** Takes a report as {@link #report(Caller, String, Payload)} does. */
    public Answer report(Caller caller, String sessionId, AgentReport report) {
        return commits.run(caller, draft -> checked(draft, reportedOn(draft, caller, sessionId), report));
    }

    private static Held<Session> reportedOn(Draft draft, Caller caller, String sessionId) {
        Held<Session> held = draft.need(Shelves.SESSIONS, sessionId, caller);
        AgentRule.requireOwn(caller, sessionId, "report for its own session only");
        return held;
    }

    private static Answer checked(Draft draft, Held<Session> held, AgentReport report) {
        SessionTasks.requireOf(held.document(), report.taskId());
        return carryOut(draft, held, report);
    }

    /**
     * Notes that somebody answers a session that waits; the first of several wins.
     *
     * @throws HubException {@code conflict} if the session waits for nobody
     */
    public Answer answerInput(Caller caller, String sessionId) {
        return commits.run(caller, draft -> {
            Held<Session> held = draft.need(Shelves.SESSIONS, sessionId, caller);
            AgentRule.refuse(caller, "answer a session that waits for a person");
            if (!held.document().needsInput().active()) {
                throw HubException.outdated(
                        ErrorCode.CONFLICT,
                        "the session waits for no input",
                        held.stored().body());
            }
            return moved(draft, held, SessionStatus.RUNNING, NeedsInput.NO, null);
        });
    }

    /**
     * Has a session wait again for whom it waited, since the answer did not reach it; not if anything happened to it since.
     *
     * @param answered what {@link #answerInput} answered
     * @param asked what it waited for before
     */
    public void unanswer(Caller caller, Answer answered, NeedsInput asked) {
        var unused = commits.run(caller, draft -> {
            Held<Session> held = draft.need(Shelves.SESSIONS, answered.id(), caller);
            if (held.stored().version() != answered.version()) {
                return Answer.done(held.document(), held.stored().body());
            }
            return moved(draft, held, SessionStatus.NEEDS_INPUT, asked, null);
        });
    }

    private static Answer carryOut(Draft draft, Held<Session> held, AgentReport report) {
        return switch (report.type()) {
            case PROGRESS -> progress(draft, held, report);
            case NEEDS_INPUT ->
                moved(draft, held, SessionStatus.NEEDS_INPUT, new NeedsInput(true, orNull(report.message())), null);
            case COMPLETED -> moved(draft, held, SessionStatus.COMPLETED, NeedsInput.NO, null);
            case FAILED -> moved(draft, held, SessionStatus.FAILED, NeedsInput.NO, orNull(report.message()));
            case BLOCKED -> blocked(draft, held, report);
        };
    }

    private static Answer progress(Draft draft, Held<Session> held, AgentReport report) {
        Session session = held.document();
        // An agent that reports progress has evidently started.
        SessionStatus status = session.status() == SessionStatus.SPAWNING ? SessionStatus.RUNNING : session.status();
        Answer answer = moved(draft, held, status, session.needsInput(), null);
        draft.tell(
                EventName.NOTIFY_PROGRESS,
                session.projectId(),
                List.of(session.id()),
                new News.ProgressNotice(session.id(), report.message(), report.taskId()));
        return answer;
    }

    private static Answer blocked(Draft draft, Held<Session> held, AgentReport report) {
        List<String> ids = report.taskId() == null ? held.document().taskIds() : List.of(report.taskId());
        List<Held<Task>> working = draft.findAll(Shelves.TASKS, ids).stream()
                .filter(task -> task.document().status() == TaskStatus.IN_PROGRESS)
                .toList();
        if (working.isEmpty()) {
            throw HubException.of(ErrorCode.CONFLICT, "the session has no task in progress that could be blocked");
        }
        Answer answer =
                moved(draft, held, held.document().status(), held.document().needsInput(), null);
        for (Held<Task> task : working) {
            TaskEditor edited = task.document().edit();
            TaskStatusRule.move(task.document(), edited, TaskStatus.BLOCKED, draft.now());
            if (!report.message().isEmpty()) {
                edited.error(report.message());
            }
            TaskChanges.changed(draft, task, edited);
        }
        return answer;
    }

    private static Answer moved(
            Draft draft, Held<Session> held, SessionStatus status, NeedsInput asked, @Nullable String reason) {
        SessionEditor edited = held.document().edit();
        SessionStatusRule.move(held.document(), edited, status, asked, draft.now());
        JsonBytes body = SessionChanges.heard(draft, held, edited, reason);
        return Answer.done(edited.build(), body);
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
