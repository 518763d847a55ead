package dev.maestro.server.namespace;

import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.namespace.event.ConnectPayload;
import dev.maestro.server.socketio.adapter.HubClient;

/** What several doors ask. */
final class Doors {
    private Doors() {}

    /** Returns the token a client must have. */
    static String requireToken(ConnectPayload said, String otherwise) {
        return said.token().orElseThrow(() -> HubException.of(ErrorCode.UNAUTHENTICATED, otherwise));
    }

    /** Keeps agents out: their place is {@code /cli}. */
    static Principal refuseAgent(Principal principal) {
        if (principal.kind() == Principal.Kind.AGENT) {
            throw HubException.of(ErrorCode.FORBIDDEN, "A session token is for /cli only");
        }
        return principal;
    }

    /** Gives a client the rooms of its scope, for as long as it stays; one whose right has gone since the door is put out. */
    static void joinOwnRooms(HubClient client) {
        SocketScope scope = SocketScope.of(client);
        if (!LiveAccess.allows(client, scope.project().stream().toList())) {
            client.disconnect(DisconnectReason.ACCESS_REVOKED);
            return;
        }
        client.joinRooms(scope.ownRooms());
    }
}
