package dev.maestro.server.namespace;

import dev.maestro.protocol.error.HubException;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.namespace.event.ConnectPayload;
import dev.maestro.server.socketio.adapter.HubClient;
import java.util.Optional;

/** Decides who may come into a namespace, and what for. Runs on the auth pool; may block. */
interface Door {
    /**
     * Tells who a client is. Looks nothing up but that: whoever is banned must not cost the store anything.
     *
     * @return who it is; empty where it may say so later
     * @throws HubException why it may not come in; its message is what the client is told
     */
    Optional<Principal> identify(HubClient client, ConnectPayload said);

    /**
     * Lets somebody in who is not banned, giving the client its {@link SocketScope} if it has one.
     *
     * @param said what {@link #identify} took
     * @throws HubException why it may not come in; its message is what the client is told
     */
    default void admit(HubClient client, ConnectPayload said, Principal principal) {}
}
