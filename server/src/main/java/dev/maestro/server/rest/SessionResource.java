package dev.maestro.server.rest;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.event.News;
import dev.maestro.protocol.model.Modal;
import dev.maestro.protocol.model.Session;
import dev.maestro.protocol.model.SessionEvent;
import dev.maestro.protocol.model.SessionStatus;
import dev.maestro.server.access.SessionAgents;
import dev.maestro.server.domain.Fields;
import dev.maestro.server.domain.Form;
import dev.maestro.server.domain.session.ModalService;
import dev.maestro.server.domain.session.ReportService;
import dev.maestro.server.domain.session.SessionFilter;
import dev.maestro.server.domain.session.SessionService;
import dev.maestro.server.domain.session.SessionTasks;
import dev.maestro.server.domain.session.SpawnService;
import dev.maestro.server.schema.openapi.Operation;
import dev.maestro.server.schema.openapi.Parameter;
import dev.maestro.server.schema.openapi.Tag;
import dev.maestro.server.schema.openapi.Who;

/** {@code /api/sessions} and what belongs to a session. */
public final class SessionResource implements Resource {
    private static final String ALL = "/api/sessions";
    private static final String ONE = ALL + "/{id}";
    private static final String TASK = ONE + "/tasks/{taskId}";
    private static final String MODALS = ONE + "/modal";
    private static final String MODAL = MODALS + "/{modalId}";

    private final SessionService sessions;
    private final SessionTasks tasks;
    private final SpawnService spawning;
    private final ModalService modals;
    private final ReportService reports;
    private final SessionAgents agents;

    public SessionResource(
            SessionService sessions,
            SessionTasks tasks,
            SpawnService spawning,
            ModalService modals,
            ReportService reports,
            SessionAgents agents) {
        this.sessions = sessions;
        this.tasks = tasks;
        this.spawning = spawning;
        this.modals = modals;
        this.reports = reports;
        this.agents = agents;
    }

    @Override
    public void addTo(Routes routes) {
        // First: its path could be that of a session.
        spawning(routes);
        sessions(routes);
        work(routes);
        modals(routes);
    }

    private void sessions(Routes routes) {
        routes.get(
                        ALL,
                        Operation.of(Tag.SESSIONS, "listSessions", "List sessions")
                                .asked(
                                        Parameter.text("projectId", "Only those of this project."),
                                        Parameter.choice("status", SessionStatus.class, "Only those in this status."))
                                .list(Session.class)
                                .refuses(ErrorCode.NOT_FOUND),
                        this::list)
                .post(
                        ALL,
                        Operation.of(Tag.SESSIONS, "createSession", "Make a session that already runs")
                                .takes("NewSession", SessionService.MAKING, Session.class)
                                .created(Answers.SessionWithToken.class)
                                .refuses(ErrorCode.NOT_FOUND),
                        x -> x.answer(agents.withToken(sessions.create(x.caller(), x.payload())), ALL))
                .get(
                        ONE,
                        Operation.of(Tag.SESSIONS, "readSession", "Read a session")
                                .document(Session.class),
                        x -> x.document(sessions.get(x.caller(), id(x))))
                .patch(
                        ONE,
                        Operation.of(Tag.SESSIONS, "changeSession", "Change the fields of a session that are given")
                                .by(Who.OWN_SESSION)
                                .takes("SessionChange", SessionService.CHANGE, Session.class)
                                .matching()
                                .changed(Session.class)
                                .refuses(ErrorCode.NOT_FOUND),
                        x -> x.answer(sessions.patch(x.caller(), id(x), x.payload(), x.expected())))
                .delete(
                        ONE,
                        Operation.of(Tag.SESSIONS, "deleteSession", "Delete a session")
                                .by(Who.NO_AGENT)
                                .matching()
                                .answers(Answers.Deleted.class, "It is gone.")
                                .refuses(ErrorCode.NOT_FOUND),
                        x -> x.answer(sessions.delete(x.caller(), id(x), x.expected())));
    }

    private void spawning(Routes routes) {
        routes.post(
                        ALL + "/spawn",
                        Operation.of(Tag.SESSIONS, "spawnSession", "Make a session and offer desktops to start it")
                                .takes("NewSpawn", SpawnService.MAKING, null)
                                .created(Answers.SessionWithToken.class)
                                .refuses(ErrorCode.NOT_FOUND),
                        x -> x.answer(agents.withToken(spawning.spawn(x.caller(), x.payload())), ALL))
                .post(
                        ONE + "/claim-spawn",
                        Operation.of(Tag.SESSIONS, "claimSpawn", "Take the offer to start a session's terminal")
                                .by(Who.OWN_SESSION)
                                .takes("SpawnClaim", SpawnService.CLAIM, null)
                                .changed(Answers.SessionWithToken.class)
                                .refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT),
                        this::claimSpawn);
    }

    private void work(Routes routes) {
        routes.post(
                        TASK,
                        Operation.of(Tag.SESSIONS, "addTaskToSession", "Give a task to a session")
                                .by(Who.OWN_SESSION)
                                .takes("Nothing", Form.empty(), null)
                                .changed(Session.class)
                                .refuses(ErrorCode.NOT_FOUND),
                        this::addTask)
                .delete(
                        TASK,
                        Operation.of(Tag.SESSIONS, "removeTaskFromSession", "Take a task from a session")
                                .by(Who.OWN_SESSION)
                                .changed(Session.class)
                                .refuses(ErrorCode.NOT_FOUND),
                        x -> x.answer(tasks.remove(x.caller(), id(x), x.path("taskId"))))
                .post(
                        ONE + "/events",
                        Operation.of(Tag.SESSIONS, "addSessionEvent", "Add an event to a session")
                                .by(Who.OWN_SESSION)
                                .takes("NewSessionEvent", SessionService.EVENT, SessionEvent.class)
                                .added(SessionEvent.class)
                                .refuses(ErrorCode.NOT_FOUND),
                        x -> x.answer(sessions.addEvent(x.caller(), id(x), x.payload())))
                .post(
                        ONE + "/report",
                        Operation.of(Tag.SESSIONS, "reportSession", "Report what became of an agent's work")
                                .by(Who.OWN_SESSION)
                                .takes("NewReport", ReportService.FORM, null)
                                .changed(Session.class)
                                .refuses(ErrorCode.NOT_FOUND, ErrorCode.CONFLICT),
                        x -> x.answer(reports.report(x.caller(), id(x), x.payload())));
    }

    private void modals(Routes routes) {
        routes.post(
                        MODALS,
                        Operation.of(Tag.SESSIONS, "openModal", "Show a page to whoever watches the session")
                                .by(Who.OWN_SESSION)
                                .takes("NewModal", ModalService.OPENING, Modal.class)
                                .created(Modal.class)
                                .refuses(ErrorCode.NOT_FOUND),
                        x -> x.answer(modals.open(x.caller(), id(x), x.payload()), ALL + "/" + id(x) + "/modal"))
                .post(
                        MODAL + "/action",
                        Operation.of(Tag.SESSIONS, "actInModal", "Pass on what somebody did in a modal")
                                .by(Who.OWN_SESSION)
                                .takes("NewModalAction", ModalService.ACTION, News.ModalAction.class)
                                .answers(News.ModalAction.class, "What was passed on.")
                                .refuses(ErrorCode.NOT_FOUND),
                        x -> x.answer(modals.act(x.caller(), id(x), x.path("modalId"), x.payload())))
                .delete(
                        MODAL,
                        Operation.of(Tag.SESSIONS, "closeModal", "Close a modal")
                                .by(Who.OWN_SESSION)
                                .answers(Answers.Deleted.class, "It is gone.")
                                .refuses(ErrorCode.NOT_FOUND),
                        x -> x.answer(modals.close(x.caller(), id(x), x.path("modalId"))));
    }

    private void list(Exchange x) {
        SessionFilter filter = new SessionFilter(
                x.query("projectId").orElse(null),
                Choices.choice(x, "status", SessionStatus.class).orElse(null));
        x.list(sessions.list(x.caller(), filter, x.page()));
    }

    private void addTask(Exchange x) {
        x.requireNoFields();
        x.answer(tasks.add(x.caller(), id(x), x.path("taskId")));
    }

    private void claimSpawn(Exchange x) {
        Fields fields = x.payload().fields();
        String claimant = SpawnService.claimant(fields);
        fields.done();
        x.answer(agents.withToken(spawning.claim(x.caller(), id(x), claimant)));
    }

    private static String id(Exchange x) {
        return x.path("id");
    }
}
