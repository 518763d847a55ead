package dev.maestro.server.namespace;

import dev.maestro.protocol.portal.PortalSpace;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.namespace.event.ClientEvents;
import dev.maestro.server.socketio.adapter.HubClient;
import dev.maestro.server.socketio.adapter.HubNamespace;

/**
 * {@code /project/{name}}: whoever looks at one project, which they hear of as soon as they are let in; joining it makes
 * their person be there for others.
 *
 * <p>Spec: docs/protocol/portal.md, "Projects".
 */
final class ProjectNamespace implements PortalPlace {
    static final String TEMPLATE = PortalSpace.PROJECT.text();

    private final ProjectPlace place;
    private final Attendance attendance;

    private ProjectNamespace(ProjectPlace place, Attendance attendance) {
        this.place = place;
        this.attendance = attendance;
    }

    static void open(HubNamespace namespace, NamespaceParts parts, PortalParts services) {
        Attendance attendance = new Attendance(services.people());
        ProjectPlace place = new ProjectPlace(namespace, services.projects());
        ClientEvents events = PortalLogin.open(namespace, parts, new ProjectNamespace(place, attendance));
        ProjectVisits.register(namespace, events, parts, services, attendance);
    }

    @Override
    public void admit(HubClient client, Principal principal) {
        place.admit(client, principal);
    }

    @Override
    public void entered(HubClient client) {
        ProjectPlace.entered(client);
        attendance.begin(client);
    }
}
