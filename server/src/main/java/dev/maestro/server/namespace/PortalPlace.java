package dev.maestro.server.namespace;

import dev.maestro.protocol.error.HubException;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.socketio.adapter.HubClient;

/** What a portal namespace asks of those it lets in, beyond being somebody. */
@FunctionalInterface
interface PortalPlace {
    /**
     * Lets somebody in, giving the client its {@link SocketScope} if the place is a project's; may block.
     *
     * @throws HubException {@code forbidden}, {@code not_found} or {@code conflict}: why not
     */
    void admit(HubClient client, Principal principal);
}
