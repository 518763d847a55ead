package dev.maestro.server.namespace;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.event.Room;
import dev.maestro.protocol.portal.PortalSpace;
import dev.maestro.server.auth.Permission;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.socketio.adapter.HubClient;
import dev.maestro.server.socketio.adapter.HubNamespace;

/**
 * {@code /monitoring}: whoever watches the hub, and what agents do in all projects they may see.
 *
 * <p>Spec: docs/protocol/portal.md, "Namespaces".
 */
final class MonitoringNamespace implements PortalPlace {
    static final String NAME = PortalSpace.MONITORING.text();

    private MonitoringNamespace() {}

    static void open(HubNamespace namespace, NamespaceParts parts) {
        var unused = PortalLogin.open(namespace, parts, new MonitoringNamespace());
    }

    @Override
    public void admit(HubClient client, Principal principal) {
        if (!principal.may(Permission.MONITOR) && !principal.may(Permission.ADMIN)) {
            throw HubException.of(ErrorCode.FORBIDDEN, "The permission monitor is required");
        }
    }

    @Override
    public void entered(HubClient client) {
        Audience.join(client);
        client.joinRoom(Room.WATCHERS);
    }
}
