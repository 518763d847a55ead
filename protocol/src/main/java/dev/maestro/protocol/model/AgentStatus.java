package dev.maestro.protocol.model;

import java.util.Set;

/** What the hub says of an agent in a session's {@code agentStatus}; every other word is the agent's own. */
public final class AgentStatus {
    /** It is connected and has been silent for too long. */
    public static final String STALE = "stale";

    /** Its connection broke and it did not come back in time: the session has failed by that, and by nothing else. */
    public static final String LOST = "lost";

    /** The words that agents may not use of themselves. */
    public static final Set<String> OF_THE_HUB = Set.of(STALE, LOST);

    private AgentStatus() {}
}
