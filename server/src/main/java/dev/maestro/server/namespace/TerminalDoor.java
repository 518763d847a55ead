package dev.maestro.server.namespace;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.auth.Authenticator;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.namespace.event.ConnectPayload;
import dev.maestro.server.socketio.adapter.HubClient;
import java.util.Optional;

/** The door of {@code /terminal}: a user's token, on this machine, too. */
final class TerminalDoor implements Door {
    private final Authenticator authenticator;

    TerminalDoor(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    @Override
    public Optional<Principal> identify(HubClient client, ConnectPayload said) {
        String token = Doors.requireToken(said, "Authentication required for terminal access");
        try {
            return Optional.of(Doors.refuseAgent(authenticator.authenticate(client.facts(), Optional.of(token))));
        } catch (HubException e) {
            throw e.code() == ErrorCode.UNAUTHENTICATED
                    ? HubException.of(ErrorCode.UNAUTHENTICATED, "Invalid token")
                    : e;
        }
    }
}
