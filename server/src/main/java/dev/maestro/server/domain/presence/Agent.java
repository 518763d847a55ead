package dev.maestro.server.domain.presence;

import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The agent of one session as this node knows it. Times are epoch milliseconds.
 *
 * <p>States: connected while it has links, else dropped or, by its own word, left; then, once that is written down,
 * forgotten. {@link #change} counts these moves, and the agent is settled when the last of them is written down.
 *
 * <p>Threads: all fields are guarded by {@link ConnectedAgents}.
 */
final class Agent {
    final String sessionId;
    final String projectId;
    final Set<AgentLink> links = new HashSet<>();

    long change;
    long settledChange;
    /** Whether somebody is to write its last moves down, or is at it. */
    boolean queued;

    boolean settling;
    boolean saidGoodbye;

    /** When its last link ended. */
    long endedAt;

    /** When it last showed that it is alive: by a heartbeat, or by coming. */
    long heardAt;

    /** When it sent its last heartbeat here; null when it sent none. */
    @Nullable
    Long lastHeartbeat;

    /** What its session says of it, as far as is known here. */
    @Nullable
    String told;

    long renewAt;

    Agent(String sessionId, String projectId) {
        this.sessionId = sessionId;
        this.projectId = projectId;
    }

    boolean connected() {
        return !links.isEmpty();
    }

    boolean settled() {
        return change == settledChange;
    }

    boolean says(String status) {
        return Objects.equals(told, status);
    }

    /** Returns what is to be written down. */
    Seen seen() {
        Seen.State state = connected() ? Seen.State.CONNECTED : saidGoodbye ? Seen.State.LEFT : Seen.State.DROPPED;
        return new Seen(sessionId, projectId, state, change, endedAt, lastHeartbeat);
    }
}
