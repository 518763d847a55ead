package dev.maestro.server.rest;

import dev.maestro.protocol.model.SessionStatus;
import dev.maestro.server.access.SessionAgents;
import dev.maestro.server.domain.Fields;
import dev.maestro.server.domain.session.ModalService;
import dev.maestro.server.domain.session.ReportService;
import dev.maestro.server.domain.session.SessionFilter;
import dev.maestro.server.domain.session.SessionService;
import dev.maestro.server.domain.session.SessionTasks;
import dev.maestro.server.domain.session.SpawnService;

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
        routes.post(ALL + "/spawn", x -> x.answer(agents.withToken(spawning.spawn(x.caller(), x.payload())), ALL))
                .get(ALL, this::list, "projectId", "status", "limit", "cursor")
                .post(ALL, x -> x.answer(agents.withToken(sessions.create(x.caller(), x.payload())), ALL))
                .get(ONE, x -> x.document(sessions.get(x.caller(), id(x))))
                .patch(ONE, x -> x.answer(sessions.patch(x.caller(), id(x), x.payload(), x.expected())))
                .delete(ONE, x -> x.answer(sessions.delete(x.caller(), id(x), x.expected())))
                .post(ONE + "/claim-spawn", this::claimSpawn)
                .post(TASK, this::addTask)
                .delete(TASK, x -> x.answer(tasks.remove(x.caller(), id(x), x.path("taskId"))))
                .post(ONE + "/events", x -> x.answer(sessions.addEvent(x.caller(), id(x), x.payload())))
                .post(ONE + "/report", x -> x.answer(reports.report(x.caller(), id(x), x.payload())))
                .post(MODALS, x -> x.answer(modals.open(x.caller(), id(x), x.payload()), ALL + "/" + id(x) + "/modal"))
                .post(MODAL + "/action", x -> x.answer(modals.act(x.caller(), id(x), x.path("modalId"), x.payload())))
                .delete(MODAL, x -> x.answer(modals.close(x.caller(), id(x), x.path("modalId"))));
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
