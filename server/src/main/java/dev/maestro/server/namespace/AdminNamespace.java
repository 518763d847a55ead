package dev.maestro.server.namespace;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.event.Room;
import dev.maestro.protocol.portal.PortalSpace;
import dev.maestro.server.auth.Permission;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.socketio.adapter.HubClient;
import dev.maestro.server.socketio.adapter.HubNamespace;

/** {@code /admin}: whoever keeps the hub. Spec: docs/protocol/portal.md, "Namespaces". */
final class AdminNamespace implements PortalPlace {
    static final String NAME = PortalSpace.ADMIN.text();

    private AdminNamespace() {}

    static void open(HubNamespace namespace, NamespaceParts parts) {
        var unused = PortalLogin.open(namespace, parts, new AdminNamespace());
    }

    @Override
    public void admit(HubClient client, Principal principal) {
        if (!principal.may(Permission.ADMIN)) {
            throw HubException.of(ErrorCode.FORBIDDEN, "The permission admin is required");
        }
    }

    @Override
    public void entered(HubClient client) {
        client.joinRoom(Room.WATCHERS);
    }
}
