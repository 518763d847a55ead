package dev.maestro.server.domain.document;

import dev.maestro.protocol.model.Document;
import org.jspecify.annotations.Nullable;

/**
 * That the agent of a session is there, or was a moment ago. No client sees it, and no event tells of it.
 *
 * <p>It exists while a node has a socket of the agent, and until its deadline after that. Whoever removes it at its
 * version has decided what became of the agent.
 *
 * @param id the session's
 * @param node which node had the agent's socket last
 * @param deadline when the agent is lost unless the node says before that it still has it, in epoch milliseconds
 * @param lastHeartbeat when the agent last sent a heartbeat, as of the last time the node wrote; null when it never did
 */
public record Presence(
        String id,
        String projectId,
        long version,
        String node,
        long deadline,
        @Nullable Long lastHeartbeat) implements Document {}
