package dev.maestro.server.agent;

import java.util.Optional;

/**
 * The session an agent works in.
 *
 * @param token what it comes to the hub with; empty for the local person
 */
record AgentSession(String id, String projectId, Optional<String> token) {
    private static final String SESSION_TOKEN = "mhs_";

    /** Returns whether a token is one of a session. */
    static boolean isSessionToken(String token) {
        return token.startsWith(SESSION_TOKEN);
    }

    /** Returns the session without its token. */
    @Override
    public String toString() {
        return "AgentSession[" + id + " in " + projectId + "]";
    }
}
