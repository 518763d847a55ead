package dev.maestro.server;

import dev.maestro.server.access.SessionAgents;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.domain.Commits;
import dev.maestro.server.domain.chat.MessageLimits;
import dev.maestro.server.domain.mail.MailService;
import dev.maestro.server.domain.mail.MailWaits;
import dev.maestro.server.domain.presence.AgentPresence;
import dev.maestro.server.domain.presence.ConnectedAgents;
import dev.maestro.server.domain.presence.PresencePolicy;
import dev.maestro.server.domain.project.ProjectMembers;
import dev.maestro.server.domain.project.ProjectRemains;
import dev.maestro.server.domain.project.ProjectService;
import dev.maestro.server.domain.session.ModalService;
import dev.maestro.server.domain.session.ReportService;
import dev.maestro.server.domain.session.SessionService;
import dev.maestro.server.domain.session.SessionTasks;
import dev.maestro.server.domain.session.SpawnOffers;
import dev.maestro.server.domain.session.SpawnPolicy;
import dev.maestro.server.domain.session.SpawnService;
import dev.maestro.server.domain.state.StateService;
import dev.maestro.server.domain.state.TerminalDirectory;
import dev.maestro.server.domain.task.ClaimService;
import dev.maestro.server.domain.task.RunService;
import dev.maestro.server.domain.task.SubtaskService;
import dev.maestro.server.domain.task.TaskService;
import dev.maestro.server.domain.team.TeamService;
import dev.maestro.server.namespace.TerminalInput;
import dev.maestro.server.namespace.WorkServices;
import dev.maestro.server.rest.BrainResource;
import dev.maestro.server.rest.MailResource;
import dev.maestro.server.rest.ProjectResource;
import dev.maestro.server.rest.Resource;
import dev.maestro.server.rest.SessionResource;
import dev.maestro.server.rest.StateResource;
import dev.maestro.server.rest.TaskResource;
import dev.maestro.server.rest.TeamMemberResource;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

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
    private final PresencePolicy presencePolicy;
    private final ConnectedAgents connected = new ConnectedAgents();
    private final SessionService sessions;
    private final ReportService reports;
    private final MailService mail;
    private final PortalServices portal;

    /**
     * How the services go about what can be set, and what they are given by other parts.
     *
     * @param spawning how offers to spawn sessions go
     * @param presence when agents are silent or lost
     * @param terminals those that run
     * @param messages how much a chat message may hold
     */
    record Rules(SpawnPolicy spawning, PresencePolicy presence, TerminalDirectory terminals, MessageLimits messages) {}

    private Services(Backend backend, ProjectMembers members, SessionAgents agents, Rules rules, Clock clock) {
        this.commits = new Commits(backend, clock);
        this.spawnPolicy = rules.spawning();
        this.presencePolicy = rules.presence();
        this.clock = clock;
        this.projects = new ProjectService(commits, members);
        this.spawns = new SpawnService(commits, rules.spawning());
        this.states = new StateService(backend, connected, rules.terminals());
        this.sessions = new SessionService(commits, connected);
        this.reports = new ReportService(commits);
        this.mail = new MailService(commits);
        this.mailWaits = MailWaits.open(backend);
        this.agents = agents;
        this.portal = PortalServices.open(commits, projects, rules.messages(), clock);
    }

    /**
     * Makes the services; they listen to the backend's feed until they are closed.
     *
     * @param members learns of what is changed through these services
     * @param agents gives out the tokens of sessions
     */
    static Services open(Backend backend, ProjectMembers members, SessionAgents agents, Rules rules, Clock clock) {
        return new Services(backend, members, agents, rules, clock);
    }

    /**
     * Returns what keeps sessions told of their agents; to be made once.
     *
     * @param work where it writes down what it sees
     */
    AgentPresence presence(Executor work) {
        return new AgentPresence(commits, connected, presencePolicy, clock, work);
    }

    /** Returns what agents and those who direct them need. */
    WorkServices work(AgentPresence presence, TerminalInput terminals) {
        return new WorkServices(sessions, spawns, reports, mail, presence, terminals);
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

    /** Returns what must look once a second for offers that lapsed. */
    SpawnOffers spawnOffers() {
        return new SpawnOffers(commits, spawnPolicy, clock);
    }

    /** Returns what must look every few seconds for what is left of projects that are gone. */
    ProjectRemains remains() {
        return new ProjectRemains(commits);
    }

    /** Returns the services of what the portal knows beside these. */
    PortalServices portal() {
        return portal;
    }

    /** Returns the REST resources that serve these services. */
    List<Resource> resources() {
        List<Resource> resources = new ArrayList<>(List.of(
                new ProjectResource(projects),
                new TaskResource(new TaskService(commits), new SubtaskService(commits), new ClaimService(commits)),
                new BrainResource(new RunService(commits)),
                new SessionResource(
                        sessions, new SessionTasks(commits), spawns, new ModalService(commits), reports, agents),
                new TeamMemberResource(new TeamService(commits)),
                new MailResource(mail, mailWaits),
                new StateResource(states)));
        resources.addAll(portal.resources());
        return List.copyOf(resources);
    }

    @Override
    public void close() {
        portal.close();
        mailWaits.close();
    }
}
