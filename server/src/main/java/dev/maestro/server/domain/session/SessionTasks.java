package dev.maestro.server.domain.session;

import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.event.News;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.Session;
import dev.maestro.protocol.model.SessionEditor;
import dev.maestro.protocol.model.Task;
import dev.maestro.server.domain.AgentRule;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.Caller;
import dev.maestro.server.domain.Commits;
import dev.maestro.server.domain.Draft;
import dev.maestro.server.domain.Held;
import dev.maestro.server.domain.document.Links;
import dev.maestro.server.domain.document.SessionChanges;
import dev.maestro.server.domain.document.Shelves;
import dev.maestro.server.domain.document.TaskChanges;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks a session works on: {@code session:updated}, {@code task:updated}, {@code session:task_*}, and its mirror
 * {@code task:session_*}, in this order. Threads: thread-safe; blocks.
 */
public final class SessionTasks {
    private final Commits commits;

    public SessionTasks(Commits commits) {
        this.commits = commits;
    }

    /** Gives a session a task of its project and answers the session; giving it again is no change. */
    public Answer add(Caller caller, String sessionId, String taskId) {
        return commits.run(caller, draft -> {
            Held<Session> session = draft.need(Shelves.SESSIONS, sessionId, caller);
            AgentRule.requireOwn(caller, sessionId, "change the tasks of its own session only");
            Held<Task> task = task(draft, caller, session, taskId);
            if (session.document().taskIds().contains(taskId)) {
                return Answer.done(session.document(), session.stored().body());
            }
            List<String> taskIds = Links.with(session.document().taskIds(), taskId);
            List<String> sessionIds = Links.with(task.document().sessionIds(), sessionId);
            Answer answer = store(draft, session, taskIds, task, sessionIds);
            tell(draft, task.document(), sessionId, EventName.SESSION_TASK_ADDED, EventName.TASK_SESSION_ADDED);
            return answer;
        });
    }

    /** Takes a task from a session and answers the session; a task it does not have is no change. */
    public Answer remove(Caller caller, String sessionId, String taskId) {
        return commits.run(caller, draft -> {
            Held<Session> session = draft.need(Shelves.SESSIONS, sessionId, caller);
            AgentRule.requireOwn(caller, sessionId, "change the tasks of its own session only");
            Held<Task> task = task(draft, caller, session, taskId);
            if (!session.document().taskIds().contains(taskId)) {
                return Answer.done(session.document(), session.stored().body());
            }
            List<String> taskIds = Links.without(session.document().taskIds(), taskId);
            List<String> sessionIds = Links.without(task.document().sessionIds(), sessionId);
            Answer answer = store(draft, session, taskIds, task, sessionIds);
            tell(draft, task.document(), sessionId, EventName.SESSION_TASK_REMOVED, EventName.TASK_SESSION_REMOVED);
            return answer;
        });
    }

    /**
     * Checks that what is said of a task is of one of the session's.
     *
     * @param taskId null when nothing is said of any
     * @throws HubException {@code invalid} if it is not
     */
    public static void requireOf(Session session, @Nullable String taskId) {
        if (taskId != null && !session.taskIds().contains(taskId)) {
            throw HubException.invalid("/taskId", "is not a task of the session");
        }
    }

    private static Held<Task> task(Draft draft, Caller caller, Held<Session> session, String taskId) {
        Held<Task> task = draft.need(Shelves.TASKS, taskId, caller);
        if (!task.stored().projectId().equals(session.stored().projectId())) {
            throw Draft.missing(Shelves.TASKS, taskId);
        }
        return task;
    }

    private static Answer store(
            Draft draft, Held<Session> session, List<String> taskIds, Held<Task> task, List<String> sessionIds) {
        SessionEditor edited = session.document().edit().taskIds(taskIds);
        JsonBytes body = SessionChanges.changed(draft, session, edited);
        TaskChanges.changed(draft, task, task.document().edit().sessionIds(sessionIds));
        return Answer.done(edited.build(), body);
    }

    private static void tell(Draft draft, Task task, String sessionId, EventName ofSession, EventName ofTask) {
        List<String> concerned = List.of(sessionId);
        draft.tell(ofSession, task.projectId(), concerned, new News.SessionTask(sessionId, task.id()));
        draft.tell(ofTask, task.projectId(), concerned, new News.TaskSession(task.id(), sessionId));
    }
}
