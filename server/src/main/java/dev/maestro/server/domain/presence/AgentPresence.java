package dev.maestro.server.domain.presence;

import dev.maestro.protocol.command.Heartbeat;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.model.AgentStatus;
import dev.maestro.protocol.model.Session;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.Offset;
import dev.maestro.server.domain.Caller;
import dev.maestro.server.domain.Commits;
import dev.maestro.server.domain.Reads;
import dev.maestro.server.domain.document.Shelves;
import dev.maestro.server.domain.session.SessionTasks;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Keeps sessions told of their agents: that they are there, what they say, that they are silent, that they are lost.
 *
 * <p>Each move of an agent is noted at once and written down on an executor, one after the other; what could not be
 * written is tried again by {@link #look}. Deadlines are in the store: they outlive this node, and any node may find that
 * one is over. Spec: docs/protocol/auth.md, "Lost agents".
 *
 * <p>Threads: thread-safe; what blocks says so.
 */
public final class AgentPresence {
    private static final Logger LOG = LoggerFactory.getLogger(AgentPresence.class);

    private final ConnectedAgents agents;
    private final PresenceBook book;
    private final PresencePolicy policy;
    private final Reads reads;
    private final Backend backend;
    private final Clock clock;
    private final Executor work;
    private final Watch watch;
    private final LostAgents lost;

    /** Set once, by whoever stops the hub: what ends links without a goodbye after that is the hub's doing. */
    private volatile boolean stopped;

    /**
     * Makes the presence of a node's agents.
     *
     * @param agents this node's, none yet
     * @param work where moves are written down; what it rejects is done later
     */
    public AgentPresence(Commits commits, ConnectedAgents agents, PresencePolicy policy, Clock clock, Executor work) {
        this.agents = agents;
        this.book = new PresenceBook(commits, policy);
        this.policy = policy;
        this.reads = new Reads(commits.backend());
        this.backend = commits.backend();
        this.clock = clock;
        this.work = work;
        this.watch = new Watch(policy.grace());
        this.lost = new LostAgents(commits.backend(), policy);
    }

    /** Takes word that an agent of a session has a link more. Does not block. */
    public void arrived(String sessionId, String projectId, AgentLink link) {
        if (!stopped && agents.add(sessionId, projectId, link, clock.millis())) {
            settleSoon(sessionId);
        }
    }

    /**
     * Takes word that a link is no more. Does not block.
     *
     * @param goodbye whether the agent ended it by its own word: if it has no other, it is not waited for
     */
    public void ended(String sessionId, AgentLink link, boolean goodbye) {
        // A goodbye is the agent's own word, also while the hub stops: after that nobody is left to wait for.
        if ((goodbye || !stopped) && agents.remove(sessionId, link, goodbye, clock.millis())) {
            settleSoon(sessionId);
        }
    }

    /**
     * Takes an agent's heartbeat; blocks when it says something new. {@code session:updated} if the agent's status is
     * another than before.
     *
     * @return the time here, in epoch milliseconds
     * @throws HubException {@code invalid} if the task is not one of the session's
     */
    public long heartbeat(Caller caller, String sessionId, Heartbeat heartbeat) {
        if (heartbeat.taskId() != null) {
            Session session =
                    reads.get(caller, Shelves.SESSIONS, sessionId).body().asKnown(Session.class);
            SessionTasks.requireOf(session, heartbeat.taskId());
        }
        long now = clock.millis();
        if (agents.heard(sessionId, heartbeat.status(), now)) {
            if (book.says(sessionId, heartbeat.status(), now)) {
                agents.told(sessionId, heartbeat.status());
            }
        }
        return now;
    }

    /**
     * Looks after everything that is due; called about once a second, always on the same thread. Blocks.
     *
     * @throws BackendUnavailableException if the store is away; what is due stays due
     */
    public void look() {
        if (stopped) {
            return;
        }
        long now = clock.millis();
        String epoch = backend.feed().head().epoch();
        if (watch.isOfAnotherLog(epoch)) {
            // What the store says of the agents here may be of long ago.
            agents.renewAll(now);
        }
        boolean watched = watch.begin(now);
        agents.unsettled().forEach(this::settleSoon);
        renew(now);
        noticeSilence(now);
        List<String> overdue = lost.overdue(now, watched).stream()
                .filter(id -> watched && !agents.isConnected(id))
                .toList();
        if (!overdue.isEmpty() && !isStillIn(epoch)) {
            watch.beginAnew();
            return;
        }
        overdue.forEach(this::lose);
        watch.done(now);
    }

    /**
     * Returns whether the store is what it was when this look began: one that was restored has deadlines that are long over,
     * and this node may read them before it learns that another epoch has begun.
     */
    private boolean isStillIn(String epoch) {
        Offset head = backend.feed().head();
        return head.epoch().equals(epoch) && !backend.feed().read(head, 1).lost();
    }

    /** Stops: what happens to links from now on says nothing of their agents, unless they say goodbye. */
    public void stop() {
        stopped = true;
    }

    private void renew(long now) {
        long nextTime = now + policy.renewEvery().toMillis();
        List<Seen> due = agents.due(now, nextTime);
        Set<String> without;
        try {
            without = book.renewed(due);
        } catch (RuntimeException e) {
            // With the next look: at their next turn the deadline may be over.
            agents.renewAgain(due, nextTime, now);
            throw e;
        }
        due.stream().filter(seen -> without.contains(seen.sessionId())).forEach(this::comeAgain);
    }

    /** Its presence was removed while it was here. A session that was opened again gets it back. */
    private void comeAgain(Seen seen) {
        // Its going must be written after this, not before: else it would be waited for, and lost.
        if (!agents.beginAnew(seen)) {
            return;
        }
        try {
            arriveAgain(seen);
        } finally {
            // Whether or not it could be written: it is found missing again at the next renewal.
            agents.endToSettle(seen, true, clock.millis() + policy.renewEvery().toMillis());
            settleSoon(seen.sessionId());
        }
    }

    private void arriveAgain(Seen seen) {
        PresenceBook.Arrival arrival = book.arrived(seen, false);
        agents.told(seen.sessionId(), arrival.agentStatus());
        if (arrival.lost()) {
            LOG.atWarn()
                    .addKeyValue("session", seen.sessionId())
                    .log("an agent that is here was taken for lost; it has to come anew");
            agents.links(seen.sessionId()).forEach(AgentLink::comeAnew);
        }
    }

    private void noticeSilence(long now) {
        long since = now - policy.staleAfter().toMillis();
        for (String sessionId : agents.silentSince(since, AgentStatus.STALE)) {
            book.silent(sessionId, since);
            agents.told(sessionId, AgentStatus.STALE);
        }
    }

    private void lose(String sessionId) {
        if (book.lost(sessionId)) {
            LOG.atInfo().addKeyValue("session", sessionId).log("an agent is lost, its session has failed");
        }
    }

    private void settleSoon(String sessionId) {
        if (!agents.queue(sessionId)) {
            return;
        }
        try {
            work.execute(() -> settle(sessionId));
        } catch (RejectedExecutionException e) {
            agents.unqueue(sessionId);
            LOG.atDebug().addKeyValue("session", sessionId).log("an agent's move is written down later");
        }
    }

    private void settle(String sessionId) {
        for (Optional<Seen> seen = agents.beginToSettle(sessionId);
                seen.isPresent();
                seen = agents.beginToSettle(sessionId)) {
            if (!settle(seen.get())) {
                return;
            }
        }
    }

    private boolean settle(Seen seen) {
        boolean done = false;
        try {
            write(seen);
            done = true;
        } catch (BackendUnavailableException | HubException e) {
            // A store that is away is told of by each look; many agents come and go meanwhile.
            LOG.atLevel(e instanceof HubException ? Level.WARN : Level.DEBUG)
                    .addKeyValue("session", seen.sessionId())
                    .setCause(e)
                    .log("an agent's move could not be written down; it is tried again");
        } finally {
            agents.endToSettle(seen, done, clock.millis() + policy.renewEvery().toMillis());
        }
        return done;
    }

    private void write(Seen seen) {
        switch (seen.state()) {
            case CONNECTED ->
                agents.told(seen.sessionId(), book.arrived(seen, true).agentStatus());
            case DROPPED -> book.dropped(seen);
            case LEFT -> book.left(seen);
        }
    }
}
