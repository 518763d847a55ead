package dev.maestro.server.access;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.auth.SessionTokenVerifier;
import dev.maestro.server.auth.SessionTokens;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.session.AgentSessions;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The agents of sessions: gives out the token of a session that was made or is to be started, and knows who comes with
 * one.
 *
 * <p>The token is added to an answer on its way out, also to one that is repeated; nothing stored or told holds it.
 *
 * <p>Threads: thread-safe; {@link #verify} blocks on the store. Spec: docs/protocol/auth.md, "Agents".
 */
public final class SessionAgents implements SessionTokenVerifier {
    private static final String MEMBER = "token";

    private final SessionTokens tokens;
    private final AgentSessions sessions;

    public SessionAgents(SessionTokens tokens, AgentSessions sessions) {
        this.tokens = tokens;
        this.sessions = sessions;
    }

    @Override
    public Optional<Principal> verify(String token) {
        return tokens.sessionIdOf(token)
                .flatMap(id -> sessions.projectOf(id).map(projectId -> Principal.agent(id, projectId)));
    }

    /** Returns the token of a session, for whoever starts its agent. */
    public String tokenOf(String sessionId) {
        return tokens.of(sessionId);
    }

    /** Returns an answer that is a session, with the member {@code token} at its end. */
    public Answer withToken(Answer session) {
        // A token has no character that JSON would escape.
        String member = ",\"" + MEMBER + "\":\"" + tokenOf(session.id()) + "\"}";
        byte[] json = session.body().array();
        ByteArrayOutputStream out = new ByteArrayOutputStream(json.length + member.length());
        out.write(json, 0, json.length - 1);
        out.writeBytes(member.getBytes(StandardCharsets.UTF_8));
        return new Answer(session.created(), session.id(), session.version(), JsonBytes.ofUtf8(out.toByteArray()));
    }
}
