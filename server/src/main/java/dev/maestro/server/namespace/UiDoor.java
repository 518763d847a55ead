package dev.maestro.server.namespace;

import dev.maestro.server.auth.Authenticator;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.namespace.event.ConnectPayload;
import dev.maestro.server.socketio.adapter.HubClient;
import java.util.Optional;

/** The door of {@code /ui}: the local person needs no token, everybody else does; one that is sent must hold. */
final class UiDoor implements Door {
    private final Authenticator authenticator;

    UiDoor(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    @Override
    public Optional<Principal> identify(HubClient client, ConnectPayload said) {
        return Optional.of(Doors.refuseAgent(authenticator.authenticate(client.facts(), said.token())));
    }
}
