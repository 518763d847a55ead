package dev.maestro.server;

import dev.maestro.server.access.SessionAgents;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.domain.Commits;
import dev.maestro.server.domain.mail.MailService;
import dev.maestro.server.domain.mail.MailWaits;
import dev.maestro.server.domain.project.ProjectMembers;
import dev.maestro.server.domain.project.ProjectService;
import dev.maestro.server.domain.session.ModalService;
import dev.maestro.server.domain.session.ReportService;
import dev.maestro.server.domain.session.SessionService;
import dev.maestro.server.domain.session.SessionTasks;
import dev.maestro.server.domain.session.SpawnOffers;
import dev.maestro.server.domain.session.SpawnPolicy;
import dev.maestro.server.domain.session.SpawnService;
import dev.maestro.server.domain.state.StateService;
import dev.maestro.server.domain.task.ClaimService;
import dev.maestro.server.domain.task.SubtaskService;
import dev.maestro.server.domain.task.TaskService;
import dev.maestro.server.domain.team.TeamService;
import dev.maestro.server.namespace.TerminalStart;
import dev.maestro.server.rest.MailResource;
import dev.maestro.server.rest.ProjectResource;
import dev.maestro.server.rest.Resource;
import dev.maestro.server.rest.SessionResource;
import dev.maestro.server.rest.StateResource;
import dev.maestro.server.rest.TaskResource;
import dev.maestro.server.rest.TeamMemberResource;
import java.time.Clock;
import java.util.List;

/** The domain services of one hub, over one backend. */
final class Services implements AutoCloseable {
    private final Commits commits;
    private final SpawnPolicy spawnPolicy;
    private final Clock clock;
    private final ProjectService projects;
    private final SpawnService spawns;
    private final StateService states;
    private final MailWaits mailWaits;
    private final SessionAgents agents;

    private Services(
            Backend backend, ProjectMembers members, SessionAgents agents, SpawnPolicy spawnPolicy, Clock clock) {
        this.commits = new Commits(backend, clock);
        this.spawnPolicy = spawnPolicy;
        this.clock = clock;
        this.projects = new ProjectService(commits, members);
        this.spawns = new SpawnService(commits, spawnPolicy);
        this.states = new StateService(backend);
        this.mailWaits = MailWaits.open(backend);
        this.agents = agents;
    }

    /**
     * Makes the services; they listen to the backend's feed until they are closed.
     *
     * @param members learns of what is changed through these services
     * @param agents gives out the tokens of sessions
     */
    static Services open(
            Backend backend, ProjectMembers members, SessionAgents agents, SpawnPolicy spawnPolicy, Clock clock) {
        return new Services(backend, members, agents, spawnPolicy, clock);
    }

    ProjectService projects() {
        return projects;
    }

    SpawnService spawns() {
        return spawns;
    }

    StateService states() {
        return states;
    }

    /** Returns who is told of terminals that are started. */
    TerminalStart terminalStart() {
        return (caller, sessionId, claimant) -> {};
    }

    /** Returns what must look once a second for offers that lapsed. */
    SpawnOffers spawnOffers() {
        return new SpawnOffers(commits, spawnPolicy, clock);
    }

    /** Returns the REST resources that serve these services. */
    List<Resource> resources() {
        return List.of(
                new ProjectResource(projects),
                new TaskResource(new TaskService(commits), new SubtaskService(commits), new ClaimService(commits)),
                new SessionResource(
                        new SessionService(commits),
                        new SessionTasks(commits),
                        spawns,
                        new ModalService(commits),
                        new ReportService(commits),
                        agents),
                new TeamMemberResource(new TeamService(commits)),
                new MailResource(new MailService(commits), mailWaits),
                new StateResource(states));
    }

    @Override
    public void close() {
        mailWaits.close();
    }
}
