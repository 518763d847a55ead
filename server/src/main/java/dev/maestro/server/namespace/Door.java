package dev.maestro.server.namespace;

import dev.maestro.protocol.error.HubException;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.namespace.event.ConnectPayload;
import dev.maestro.server.socketio.adapter.HubClient;
import java.util.Optional;

/** Decides who may come into a namespace, and what for. Runs on the auth pool; may block. */
@FunctionalInterface
interface Door {
    /**
     * Lets a client in, giving it its {@link SocketScope} if it has one.
     *
     * @return who it is; empty where it may say so later
     * @throws HubException why it may not come in; its message is what the client is told
     */
    Optional<Principal> open(HubClient client, ConnectPayload said);
}
