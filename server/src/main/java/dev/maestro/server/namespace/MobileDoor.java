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

/** The door of {@code /mobile}: a token and a project, on this machine, too. */
final class MobileDoor implements Door {
    private final Authenticator authenticator;
    private final Backend backend;

    MobileDoor(Authenticator authenticator, Backend backend) {
        this.authenticator = authenticator;
        this.backend = backend;
    }

    @Override
    public Optional<Principal> identify(HubClient client, ConnectPayload said) {
        String token = Doors.requireToken(said, "Authentication required");
        var unused = projectId(said);
        return Optional.of(Doors.refuseAgent(authenticator.authenticate(client.facts(), Optional.of(token))));
    }

    @Override
    public void admit(HubClient client, ConnectPayload said, Principal principal) {
        String projectId = projectId(said);
        if (!principal.maySee(projectId)
                || backend.find(DocumentKey.of(DocumentKind.PROJECT, projectId)).isEmpty()) {
            throw HubException.of(ErrorCode.NOT_FOUND, "Project not found");
        }
        SocketScope.project(projectId).setOn(client);
    }

    private static String projectId(ConnectPayload said) {
        return said.word("projectId").orElseThrow(() -> HubException.of(ErrorCode.INVALID, "projectId required"));
    }
}
