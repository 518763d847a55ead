package dev.maestro.server.namespace;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.auth.Authenticator;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.DocumentKey;
import dev.maestro.server.backend.DocumentKind;
import dev.maestro.server.namespace.event.ConnectPayload;
import dev.maestro.server.socketio.adapter.HubClient;
import java.util.Optional;

/**
 * The door of {@code /cli}: a session of a project; a local agent needs no token, any other its session's or that of a
 * user who may see the project.
 */
final class CliDoor implements Door {
    private final Authenticator authenticator;
    private final Backend backend;

    CliDoor(Authenticator authenticator, Backend backend) {
        this.authenticator = authenticator;
        this.backend = backend;
    }

    @Override
    public Optional<Principal> identify(HubClient client, ConnectPayload said) {
        String sessionId = required(said, "sessionId");
        var unused = required(said, "projectId");
        Principal principal = authenticator.authenticate(client.facts(), said.token());
        if (principal.kind() == Principal.Kind.AGENT && !principal.id().equals(sessionId)) {
            throw HubException.of(ErrorCode.FORBIDDEN, "This token is another session's");
        }
        return Optional.of(principal);
    }

    @Override
    public void admit(HubClient client, ConnectPayload said, Principal principal) {
        String sessionId = required(said, "sessionId");
        String projectId = required(said, "projectId");
        if (!principal.maySee(projectId) || !exists(projectId, sessionId)) {
            throw HubException.of(ErrorCode.NOT_FOUND, "Session not found in this project");
        }
        SocketScope.session(projectId, sessionId).setOn(client);
    }

    private boolean exists(String projectId, String sessionId) {
        return backend.find(DocumentKey.of(DocumentKind.SESSION, sessionId))
                .filter(session -> session.projectId().equals(projectId))
                .isPresent();
    }

    private static String required(ConnectPayload said, String field) {
        return said.word(field)
                .orElseThrow(() -> HubException.of(ErrorCode.INVALID, "sessionId and projectId required"));
    }
}
