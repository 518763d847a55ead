package dev.maestro.server.domain.session;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.Modal;
import dev.maestro.protocol.model.Session;
import dev.maestro.protocol.model.SessionEditor;
import dev.maestro.protocol.model.SessionEvent;
import dev.maestro.protocol.model.SessionStatus;
import dev.maestro.protocol.model.Task;
import dev.maestro.server.backend.Condition;
import dev.maestro.server.backend.DocumentPage;
import dev.maestro.server.backend.Offset;
import dev.maestro.server.backend.StoredDocument;
import dev.maestro.server.domain.AgentRule;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.Caller;
import dev.maestro.server.domain.Commits;
import dev.maestro.server.domain.Draft;
import dev.maestro.server.domain.Expected;
import dev.maestro.server.domain.Fields;
import dev.maestro.server.domain.Form;
import dev.maestro.server.domain.Held;
import dev.maestro.server.domain.History;
import dev.maestro.server.domain.Ids;
import dev.maestro.server.domain.Limit;
import dev.maestro.server.domain.Page;
import dev.maestro.server.domain.Payload;
import dev.maestro.server.domain.Reads;
import dev.maestro.server.domain.document.Deletions;
import dev.maestro.server.domain.document.FreshSessions;
import dev.maestro.server.domain.document.Heartbeats;
import dev.maestro.server.domain.document.Links;
import dev.maestro.server.domain.document.SessionChanges;
import dev.maestro.server.domain.document.Shelves;
import dev.maestro.server.domain.document.Tags;
import dev.maestro.server.domain.document.TaskChanges;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Sessions themselves; see also {@link SessionTasks}, {@link SpawnService}, {@link ModalService}, {@link ReportService}.
 * Threads: thread-safe; blocks.
 */
public final class SessionService {
    /** What makes a session that already runs. */
    public static final Form MAKING = Form.of(fields -> made(fields, 0));

    /** What changes a session. */
    public static final Form CHANGE = Form.ofChange(
            fields -> SessionFields.merge(fields, SessionFields.blank("", "", SessionStatus.RUNNING, 0), 0));

    /** What makes an event of a session. */
    public static final Form EVENT = Form.of(fields -> event(fields, "", 0));

    private static final int MOST_EVENT_DATA_BYTES = 16 * 1024;

    private final Commits commits;
    private final Reads reads;
    private final FreshSessions fresh;

    /**
     * Makes the service.
     *
     * @param heartbeats of the agents that have sockets here
     */
    public SessionService(Commits commits, Heartbeats heartbeats) {
        this.commits = commits;
        this.fresh = new FreshSessions(commits.backend(), heartbeats);
        this.reads = new Reads(commits.backend());
    }

    /** Reads a session, with its agent's last heartbeat. */
    public StoredDocument get(Caller caller, String id) {
        return fresh.fresh(reads.get(caller, Shelves.SESSIONS, id));
    }

    /** Lists sessions, oldest first, with their agents' last heartbeats. */
    public DocumentPage list(Caller caller, SessionFilter filter, Page page) {
        return fresh.fresh(reads.listIn(caller, Shelves.SESSIONS, filter.projectId(), filter.tags(), page));
    }

    /**
     * Makes a session that already runs: {@code projectId}, {@code taskIds?}, {@code status?} ({@code running}), and
     * whatever else can be patched. An agent's own session is what spawned it. {@code session:created}, then {@code
     * task:updated} for each task.
     */
    public Answer create(Caller caller, Payload payload) {
        return commits.run(caller, draft -> {
            Fields fields = payload.fields();
            Session made = made(fields, draft.now());
            fields.done();
            Session session = SpawnService.byAgent(caller, made);
            String projectId = made.projectId();
            draft.need(Shelves.PROJECTS, projectId, caller);
            draft.requireExists(Shelves.PROJECTS, projectId);
            List<Held<Task>> tasks = Links.tasksOf(draft, projectId, made.taskIds(), "taskIds");
            JsonBytes body = SessionChanges.created(draft, session, Set.of());
            link(draft, tasks, session.id());
            return Answer.created(session, body);
        });
    }

    private static Session made(Fields fields, long now) {
        String projectId = fields.requiredText("projectId", Limit.WORD);
        List<String> taskIds = fields.words("taskIds", List.of());
        Session unnamed = SessionFields.blank(Ids.next("sess", now), projectId, SessionStatus.RUNNING, now)
                .edit()
                .name("Session")
                .build();
        return SessionFields.merge(fields, unnamed, now).taskIds(taskIds).build();
    }

    /** Changes the fields that are given. */
    public Answer patch(Caller caller, String id, Payload payload, Expected expected) {
        return commits.run(caller, draft -> {
            Held<Session> held = draft.need(Shelves.SESSIONS, id, caller);
            AgentRule.requireOwn(caller, id, "change its own session only");
            expected.check(held);
            Fields fields = payload.fields();
            fields.version(held);
            SessionEditor edited = SessionFields.merge(fields, held.document(), draft.now());
            fields.done();
            requireSameMaker(caller, held.document(), edited.build());
            JsonBytes body = SessionChanges.changed(draft, held, edited);
            return Answer.done(edited.build(), body);
        });
    }

    /** Who may start a session goes by who spawned it, so an agent cannot say that it was somebody else. */
    private static void requireSameMaker(Caller caller, Session before, Session after) {
        if (!Objects.equals(before.metadata().spawnedBy(), after.metadata().spawnedBy())) {
            AgentRule.refuse(caller, "change who spawned a session");
        }
    }

    /**
     * Deletes a session: its modals close, then {@code session:deleted}, then {@code task:updated} for each task that
     * loses it or its claim.
     */
    public Answer delete(Caller caller, String id, Expected expected) {
        return commits.run(caller, draft -> {
            Offset before = draft.backend().feed().head();
            Held<Session> held = draft.need(Shelves.SESSIONS, id, caller);
            AgentRule.requireOwn(caller, id, "change its own session only");
            expected.check(held);
            String projectId = held.document().projectId();
            // A claim changes its task alone; one that came after the tasks were read must not outlive the session.
            draft.require(new Condition.ProjectUnchanged(projectId, before));
            List<Held<Modal>> modals = draft.tagged(Shelves.MODALS, projectId, Tags.session(id));
            modals.forEach(modal -> Deletions.modal(draft, modal));
            Deletions.session(draft, held);
            draft.find(Shelves.PRESENCES, id).ifPresent(presence -> Deletions.presence(draft, presence));
            for (Held<Task> task : mentioning(draft, held.document())) {
                Task document = task.document();
                TaskChanges.changed(
                        draft,
                        task,
                        document.edit()
                                .sessionIds(Links.without(document.sessionIds(), id))
                                .claimedBy(id.equals(document.claimedBy()) ? null : document.claimedBy()));
            }
            return Answer.deleted(id);
        });
    }

    /** Adds an event to a session: {@code type}, {@code message?}, {@code data?}. Answers the event. */
    public Answer addEvent(Caller caller, String id, Payload payload) {
        return commits.run(caller, draft -> {
            Held<Session> held = draft.need(Shelves.SESSIONS, id, caller);
            AgentRule.requireOwn(caller, id, "change its own session only");
            List<SessionEvent> earlier = held.document().events();
            Fields fields = payload.fields();
            String next = Ids.nextEvent(earlier.stream().map(SessionEvent::id).toList());
            SessionEvent event = event(fields, next, draft.now());
            fields.done();
            SessionChanges.changed(draft, held, held.document().edit().events(History.append(earlier, event)));
            return new Answer(true, event.id(), 0, JsonBytes.of(event));
        });
    }

    private static SessionEvent event(Fields fields, String id, long now) {
        return new SessionEvent(
                id,
                fields.requiredText("type", Limit.WORD),
                now,
                fields.text("message", Limit.LINE, ""),
                fields.any("data", MOST_EVENT_DATA_BYTES));
    }

    /** Gives tasks a session: {@code task:updated} for each. */
    static void link(Draft draft, List<Held<Task>> tasks, String sessionId) {
        for (Held<Task> task : tasks) {
            Task document = task.document();
            TaskChanges.changed(draft, task, document.edit().sessionIds(Links.with(document.sessionIds(), sessionId)));
        }
    }

    private static Iterable<Held<Task>> mentioning(Draft draft, Session session) {
        Map<String, Held<Task>> found = new LinkedHashMap<>();
        draft.findAll(Shelves.TASKS, session.taskIds())
                .forEach(held -> found.put(held.document().id(), held));
        draft.tagged(Shelves.TASKS, session.projectId(), Tags.claim(session.id()))
                .forEach(held -> found.putIfAbsent(held.document().id(), held));
        return found.values();
    }
}
