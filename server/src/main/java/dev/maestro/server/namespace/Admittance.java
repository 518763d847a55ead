package dev.maestro.server.namespace;

import com.corundumstudio.socketio.AuthTokenResult;
import com.corundumstudio.socketio.SocketIOClient;
import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.namespace.event.ConnectPayload;
import dev.maestro.server.socketio.adapter.HubClient;
import dev.maestro.server.socketio.adapter.HubNamespace;
import java.util.Optional;

/**
 * The way into and out of a namespace, the same for all: through its door, within the limits, and counted as long as the
 * socket is there.
 *
 * <p>Spec: docs/protocol/auth.md, "Namespaces".
 */
final class Admittance {
    private final Door door;
    private final NamespaceGate limits;
    private final Logins logins;

    private Admittance(Door door, NamespaceGate limits, Logins logins) {
        this.door = door;
        this.limits = limits;
        this.logins = logins;
    }

    /** Puts a door before a namespace; to be called once, before the namespace's own connect listeners are added. */
    static void through(Door door, NamespaceGate limits, Logins logins, HubNamespace namespace) {
        Admittance admittance = new Admittance(door, limits, logins);
        namespace.addAuthTokenListener(admittance::decide);
        namespace.addConnectListener(client -> admittance.count((HubClient) client));
        namespace.addDisconnectListener(client -> admittance.gone((HubClient) client));
    }

    // What is thrown here is what the client is told.
    private AuthTokenResult decide(Object auth, SocketIOClient asking) {
        HubClient client = (HubClient) asking;
        Optional<Principal> principal = Optional.empty();
        try {
            ConnectPayload said = ConnectPayload.of(auth);
            principal = door.identify(client, said);
            principal.ifPresent(known -> letIn(client, said, known));
            return AuthTokenResult.AuthTokenResultSuccess;
        } catch (HubException e) {
            logins.refused(client, principal.orElse(null), e);
            throw e;
        } catch (BackendUnavailableException e) {
            throw HubException.of(ErrorCode.UNAVAILABLE, "the store is not available; try again");
        }
    }

    // The ban first: who is banned must not go on costing the store a read for each attempt.
    private void letIn(HubClient client, ConnectPayload said, Principal principal) {
        limits.check(client, principal);
        door.admit(client, said, principal);
        Principals.set(client, principal);
        client.identify(principal.key());
    }

    // Only what is connected is counted, as only that is sure to end. Two that came at the same time may both have
    // found a seat free.
    private void count(HubClient client) {
        limits.begin(client);
        try {
            Principals.find(client).ifPresent(principal -> {
                limits.know(client, principal);
                logins.came(client, principal);
            });
        } catch (HubException e) {
            Refusals.tell(client, "rate_limited", e);
            client.disconnect(DisconnectReason.TOO_MANY);
        }
    }

    private void gone(HubClient client) {
        limits.end(client);
        logins.gone(client);
    }
}
