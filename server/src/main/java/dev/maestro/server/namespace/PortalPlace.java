package dev.maestro.server.namespace;

import dev.maestro.protocol.error.HubException;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.socketio.adapter.HubClient;

/** What a portal namespace asks of those it lets in, beyond being somebody, and what it does with them. */
interface PortalPlace {
    /**
     * Lets somebody in, or lets it stay with another token; may block. The first time it gives the client its
     * {@link SocketScope}, if the place is a project's.
     *
     * @throws HubException {@code forbidden}, {@code not_found} or {@code conflict}: why not
     */
    void admit(HubClient client, Principal principal);

    /**
     * Takes in a client of which it is known who it is; called once for each, on its event loop. One that has its socket
     * back is in its rooms already.
     */
    void entered(HubClient client);
}
