package dev.maestro.server.domain.presence;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.maestro.server.domain.document.Heartbeats;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The agents that have links on this node, and those whose end is not written down yet.
 *
 * <p>Threads: thread-safe; its lock is a leaf, and nothing blocks or is called under it.
 */
public final class ConnectedAgents implements Heartbeats {
    @GuardedBy("this")
    private final Map<String, Agent> agents = new HashMap<>();

    /** Makes the agents of a node that has none yet. */
    public ConnectedAgents() {}

    @Override
    public synchronized OptionalLong last(String sessionId) {
        Agent agent = agents.get(sessionId);
        return agent == null || agent.lastHeartbeat == null
                ? OptionalLong.empty()
                : OptionalLong.of(agent.lastHeartbeat);
    }

    /** Returns whether the agent of a session has a link here. */
    synchronized boolean isConnected(String sessionId) {
        Agent agent = agents.get(sessionId);
        return agent != null && agent.connected();
    }

    /** Adds a link. Returns whether that has to be written down: it is the agent's only one. */
    synchronized boolean add(String sessionId, String projectId, AgentLink link, long now) {
        Agent agent = agents.computeIfAbsent(sessionId, id -> new Agent(id, projectId));
        boolean first = !agent.connected();
        agent.links.add(link);
        if (first) {
            agent.change++;
            agent.heardAt = now;
        }
        return first;
    }

    /** Takes a link away. Returns whether that has to be written down: the agent has no other. */
    synchronized boolean remove(String sessionId, AgentLink link, boolean goodbye, long now) {
        Agent agent = agents.get(sessionId);
        if (agent == null || !agent.links.remove(link) || agent.connected()) {
            return false;
        }
        agent.change++;
        agent.saidGoodbye = goodbye;
        agent.endedAt = now;
        return true;
    }

    /** Takes a heartbeat. Returns whether the session has to be told the status. */
    synchronized boolean heard(String sessionId, String status, long now) {
        Agent agent = agents.get(sessionId);
        if (agent == null || !agent.connected()) {
            return false;
        }
        agent.heardAt = now;
        agent.lastHeartbeat = now;
        return !agent.says(status);
    }

    /** Notes what the session says of its agent now. */
    synchronized void told(String sessionId, @Nullable String status) {
        Agent agent = agents.get(sessionId);
        if (agent != null) {
            agent.told = status;
        }
    }

    /** Begins to write down what became of an agent; empty if there is nothing to write or somebody is at it. */
    synchronized Optional<Seen> beginToSettle(String sessionId) {
        Agent agent = agents.get(sessionId);
        if (agent == null || agent.settling) {
            return Optional.empty();
        }
        agent.queued = false;
        if (agent.settled()) {
            return Optional.empty();
        }
        agent.settling = true;
        return Optional.of(agent.seen());
    }

    /**
     * Begins to write down anew that an agent is here; false if it has moved since it was seen, or somebody is at it. Ended
     * like any other writing.
     */
    synchronized boolean beginAnew(Seen seen) {
        Agent agent = agents.get(seen.sessionId());
        if (agent == null || agent.settling || agent.change != seen.change()) {
            return false;
        }
        agent.settling = true;
        return true;
    }

    /** Ends the writing: it is done, or it has failed and is to be tried again. */
    synchronized void endToSettle(Seen seen, boolean done, long renewAt) {
        Agent agent = agents.get(seen.sessionId());
        if (agent == null) {
            return;
        }
        agent.settling = false;
        if (done) {
            agent.settledChange = seen.change();
            agent.renewAt = renewAt;
            if (agent.settled() && !agent.connected()) {
                agents.remove(agent.sessionId);
            }
        }
    }

    /** Returns whether somebody has to be found who writes an agent's moves down: nobody is at it, or will be. */
    synchronized boolean queue(String sessionId) {
        Agent agent = agents.get(sessionId);
        if (agent == null || agent.queued || agent.settling) {
            return false;
        }
        agent.queued = true;
        return true;
    }

    /** Nobody was found. */
    synchronized void unqueue(String sessionId) {
        Agent agent = agents.get(sessionId);
        if (agent != null) {
            agent.queued = false;
        }
    }

    /** Returns whose moves are not written down, and nobody is at it. */
    synchronized List<String> unsettled() {
        return ids(agent -> !agent.settled() && !agent.settling && !agent.queued);
    }

    /** Returns who is connected and has to be renewed, and notes when the next time is. */
    synchronized List<Seen> due(long now, long nextTime) {
        List<Seen> due = new ArrayList<>();
        for (Agent agent : agents.values()) {
            if (agent.connected() && agent.settled() && agent.renewAt <= now) {
                agent.renewAt = nextTime;
                due.add(agent.seen());
            }
        }
        return due;
    }

    /** Makes agents due again that could not be renewed, unless somebody wrote them down meanwhile. */
    synchronized void renewAgain(List<Seen> due, long nextTime, long now) {
        for (Seen seen : due) {
            Agent agent = agents.get(seen.sessionId());
            if (agent != null && agent.renewAt == nextTime) {
                agent.renewAt = now;
            }
        }
    }

    /** Makes all that are here due. */
    synchronized void renewAll(long now) {
        agents.values().forEach(agent -> agent.renewAt = now);
    }

    /** Returns who is connected, was not heard of since a time, and is not said to be so. */
    synchronized List<String> silentSince(long time, String status) {
        return ids(agent -> agent.connected() && agent.settled() && agent.heardAt <= time && !agent.says(status));
    }

    /** Returns an agent's links. */
    synchronized List<AgentLink> links(String sessionId) {
        Agent agent = agents.get(sessionId);
        return agent == null ? List.of() : List.copyOf(agent.links);
    }

    @GuardedBy("this")
    private List<String> ids(Predicate<Agent> which) {
        return agents.values().stream()
                .filter(which)
                .map(agent -> agent.sessionId)
                .toList();
    }
}
