package dev.maestro.server.domain;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;

/**
 * What an agent may not do: it works in one session and for it. Everybody else passes.
 *
 * <p>A document is looked up first, so that what an agent may not see looks the same to it as what is not there.
 *
 * <p>Spec: docs/protocol/auth.md, "Agents".
 */
public final class AgentRule {
    private AgentRule() {}

    /**
     * Checks what no agent may do.
     *
     * @param doing what it is, such as {@code delete tasks}
     * @throws HubException {@code forbidden} for an agent
     */
    public static void refuse(Caller caller, String doing) {
        if (caller.agent().isPresent()) {
            throw HubException.of(ErrorCode.FORBIDDEN, "an agent may not " + doing);
        }
    }

    /**
     * Checks what an agent may do for its own session alone.
     *
     * @param alone what it is, such as {@code claim tasks for its own session only}
     * @throws HubException {@code forbidden} for an agent of another session
     */
    public static void requireOwn(Caller caller, String sessionId, String alone) {
        if (caller.agent().isPresent() && !caller.agent().get().equals(sessionId)) {
            throw HubException.of(ErrorCode.FORBIDDEN, "an agent may " + alone);
        }
    }
}
