package dev.maestro.server.namespace;

import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.namespace.event.ConnectPayload;
import dev.maestro.server.socketio.adapter.HubClient;
import java.util.Collections;
import java.util.Set;

/** What several doors ask. */
final class Doors {
    private static final String LOST = "namespace.lost-own-rooms";

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

    /** Notes that a client leaves rooms of its scope, because it may not see the project now. */
    static void noteLost(HubClient client, Set<String> left) {
        if (!Collections.disjoint(left, SocketScope.of(client).ownRooms())) {
            client.set(LOST, true);
        }
    }

    /** Returns the rooms of its scope that a client lost, once it may be in them again. */
    static Set<String> regained(HubClient client) {
        SocketScope scope = SocketScope.of(client);
        if (!client.has(LOST)
                || !LiveAccess.allows(client, scope.project().stream().toList())) {
            return Set.of();
        }
        client.del(LOST);
        return scope.ownRooms();
    }
}
