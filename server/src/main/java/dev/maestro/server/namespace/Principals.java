package dev.maestro.server.namespace;

import com.corundumstudio.socketio.SocketIOClient;
import dev.maestro.server.access.Callers;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.domain.Caller;
import java.util.Optional;

/** Who each socket belongs to: set by the middleware, before anything else can happen on the socket. */
final class Principals {
    private static final String KEY = "namespace.principal";

    private Principals() {}

    /** Remembers who a socket belongs to. */
    static void set(SocketIOClient client, Principal principal) {
        client.set(KEY, principal);
    }

    /** Returns who a socket belongs to. */
    static Principal of(SocketIOClient client) {
        return client.get(KEY);
    }

    /** Returns who a socket belongs to, if that is known. */
    static Optional<Principal> find(SocketIOClient client) {
        return Optional.ofNullable(client.get(KEY));
    }

    /** Returns whom the services serve when they serve a socket. */
    static Caller caller(SocketIOClient client) {
        return Callers.of(of(client));
    }
}
