package dev.maestro.server.namespace;

import dev.maestro.protocol.portal.PortalSpace;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.namespace.event.ClientEvents;
import dev.maestro.server.socketio.adapter.HubClient;
import dev.maestro.server.socketio.adapter.HubNamespace;

/** {@code /portal}: whoever looks at one project or many. Spec: docs/protocol/portal.md, "Projects". */
final class PortalNamespace implements PortalPlace {
    static final String NAME = PortalSpace.PORTAL.text();

    private final Attendance attendance;

    private PortalNamespace(Attendance attendance) {
        this.attendance = attendance;
    }

    static void open(HubNamespace namespace, NamespaceParts parts, PortalParts services) {
        Attendance attendance = new Attendance(services.people());
        ClientEvents events = PortalLogin.open(namespace, parts, new PortalNamespace(attendance));
        ProjectVisits.register(namespace, events, parts, services, attendance);
    }

    @Override
    public void admit(HubClient client, Principal principal) {}

    @Override
    public void entered(HubClient client) {
        attendance.begin(client);
    }
}
