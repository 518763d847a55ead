package dev.maestro.server.domain;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.model.Project;
import dev.maestro.protocol.model.Session;
import dev.maestro.protocol.model.Task;
import dev.maestro.server.access.SessionAgents;
import dev.maestro.server.auth.SessionTokens;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.backend.MovableClock;
import dev.maestro.server.domain.activity.ActivityService;
import dev.maestro.server.domain.approval.ApprovalService;
import dev.maestro.server.domain.approval.ApprovalTimeouts;
import dev.maestro.server.domain.chat.ChatService;
import dev.maestro.server.domain.chat.MessageLimits;
import dev.maestro.server.domain.chat.ReactionService;
import dev.maestro.server.domain.chat.ThreadService;
import dev.maestro.server.domain.mail.MailService;
import dev.maestro.server.domain.mail.MailWaits;
import dev.maestro.server.domain.presence.AgentPresence;
import dev.maestro.server.domain.presence.ConnectedAgents;
import dev.maestro.server.domain.presence.PresencePolicy;
import dev.maestro.server.domain.project.ProjectMembers;
import dev.maestro.server.domain.project.ProjectService;
import dev.maestro.server.domain.session.AgentSessions;
import dev.maestro.server.domain.session.ModalService;
import dev.maestro.server.domain.session.ReportService;
import dev.maestro.server.domain.session.SessionService;
import dev.maestro.server.domain.session.SessionTasks;
import dev.maestro.server.domain.session.SpawnOffers;
import dev.maestro.server.domain.session.SpawnPolicy;
import dev.maestro.server.domain.session.SpawnService;
import dev.maestro.server.domain.sprint.BacklogService;
import dev.maestro.server.domain.sprint.SprintService;
import dev.maestro.server.domain.state.StateService;
import dev.maestro.server.domain.state.TerminalDirectory;
import dev.maestro.server.domain.task.ClaimService;
import dev.maestro.server.domain.task.RunService;
import dev.maestro.server.domain.task.SubtaskService;
import dev.maestro.server.domain.task.TaskService;
import dev.maestro.server.domain.team.TeamService;
import dev.maestro.server.domain.workflow.WorkflowService;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Every service over one store of its own, and short ways to use them; closed after each test it is an extension of. */
public final class Services implements AutoCloseable, AfterEachCallback {
    public static final Caller ANYONE = Caller.of("local", Access.ALL);

    public final MovableClock clock = new MovableClock();
    public final BreakableBackend backend = new BreakableBackend(clock);
    public final Commits commits = new Commits(backend, clock);
    public final ProjectMembers members = ProjectMembers.load(backend);
    public final ProjectService projects = new ProjectService(commits, members);
    public final TaskService tasks = new TaskService(commits);
    public final SubtaskService subtasks = new SubtaskService(commits);
    public final ClaimService claims = new ClaimService(commits);
    public final RunService runs = new RunService(commits);
    public final ConnectedAgents connected = new ConnectedAgents();
    public final SessionService sessions = new SessionService(commits, connected);
    public final SessionTasks sessionTasks = new SessionTasks(commits);
    public final SpawnPolicy policy = SpawnPolicy.usual(() -> "http://localhost:3000");
    public final SpawnService spawning = new SpawnService(commits, policy);
    public final SpawnOffers offers = new SpawnOffers(commits, policy, clock);
    public final ModalService modals = new ModalService(commits);
    public final ReportService reports = new ReportService(commits);
    public final TeamService team = new TeamService(commits);
    public final MailService mail = new MailService(commits);
    public final StateService state = new StateService(backend, connected, TerminalDirectory.EMPTY);
    public final AgentPresence presence = new AgentPresence(
            commits,
            connected,
            PresencePolicy.of(Duration.ofSeconds(30), Duration.ofSeconds(45)),
            clock,
            Runnable::run);
    public final MailWaits waits = MailWaits.open(backend);
    public final WorkflowService workflows = new WorkflowService(commits);
    public final BacklogService backlog = new BacklogService(commits);
    public final SprintService sprints = new SprintService(commits);
    public final ApprovalService approvals = new ApprovalService(commits);
    public final ApprovalTimeouts timeouts = ApprovalTimeouts.open(commits, clock);
    public final ChatService chat = new ChatService(commits, MessageLimits.USUAL);
    public final ThreadService threads = new ThreadService(commits);
    public final ReactionService reactions = new ReactionService(commits);
    public final ActivityService activity = new ActivityService(commits);
    public final SessionAgents agents = new SessionAgents(new SessionTokens(new byte[32]), new AgentSessions(backend));

    @Override
    public void afterEach(ExtensionContext context) {
        close();
    }

    @Override
    public void close() {
        waits.close();
        timeouts.close();
        backend.close();
    }

    /** Reads JSON written with single quotes. */
    public static Payload json(String text) {
        return Payload.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    public Project project() {
        return projects.create(ANYONE, json("{'name':'P'}")).body().as(Project.class);
    }

    public Task task(Project project) {
        return tasks.create(ANYONE, json("{'projectId':'" + project.id() + "','title':'T'}"))
                .body()
                .as(Task.class);
    }

    public Task task(String id) {
        return tasks.get(ANYONE, id).body().as(Task.class);
    }

    public Task patchTask(String id, String json) {
        return tasks.patch(ANYONE, id, json(json), Expected.ANY).body().as(Task.class);
    }

    public Session session(Project project, String... taskIds) {
        String ids = taskIds.length == 0 ? "" : "'" + String.join("','", taskIds) + "'";
        return sessions.create(ANYONE, json("{'projectId':'" + project.id() + "','taskIds':[" + ids + "]}"))
                .body()
                .as(Session.class);
    }

    public Session session(String id) {
        return sessions.get(ANYONE, id).body().as(Session.class);
    }

    public Session patchSession(String id, String json) {
        return sessions.patch(ANYONE, id, json(json), Expected.ANY).body().as(Session.class);
    }

    /** Returns the events that an action causes. */
    public List<CommittedEvent> eventsOf(Runnable action) {
        long before = backend.lastSequence();
        action.run();
        return backend.eventsAfter(before);
    }

    /** Returns the names of the events that an action causes. */
    public List<String> namesOf(Runnable action) {
        return eventsOf(action).stream().map(event -> event.name().wire()).toList();
    }

    /** Calls one thing many times at once and returns what came of each, a value or what was thrown. */
    public static List<Object> atOnce(int times, Numbered call) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(times);
        try {
            CyclicBarrier start = new CyclicBarrier(times);
            List<Future<Object>> futures = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                int number = i;
                Callable<Object> task = () -> {
                    start.await(60, TimeUnit.SECONDS);
                    try {
                        return call.apply(number);
                    } catch (RuntimeException e) {
                        return e;
                    }
                };
                futures.add(threads.submit(task));
            }
            List<Object> results = new ArrayList<>();
            for (Future<Object> future : futures) {
                results.add(future.get(120, TimeUnit.SECONDS));
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    /** Something to do, told which of many it is. */
    @FunctionalInterface
    public interface Numbered {
        Object apply(int number);
    }

    public static JsonBytes bytes(String text) {
        return JsonBytes.ofUtf8(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
