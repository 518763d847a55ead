package dev.maestro.server.namespace;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.access.Callers;
import dev.maestro.server.auth.Permission;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.domain.project.ProjectService;
import dev.maestro.server.socketio.adapter.HubClient;
import dev.maestro.server.socketio.adapter.HubNamespace;
import dev.maestro.server.socketio.adapter.SocketIoPort;

/**
 * {@code /portal}, {@code /project/{name}}, {@code /chat/{name}}, {@code /monitoring} and {@code /admin}: the namespaces
 * of the portal, whose clients log in in a way of their own.
 *
 * <p>Spec: docs/protocol/events.md, "Portal".
 */
public final class PortalNamespaces {
    private static final String NAME = "name";

    private PortalNamespaces() {}

    /** Opens them all. */
    public static void open(SocketIoPort port, NamespaceParts parts, ProjectService projects) {
        open(port.namespace("/portal"), parts, (client, principal) -> {});
        open(port.namespace("/monitoring"), parts, PortalNamespaces::monitoring);
        open(port.namespace("/admin"), parts, PortalNamespaces::admin);
        port.namespaces("/project/{name}", namespace -> open(namespace, parts, project(namespace, projects)));
        port.namespaces("/chat/{name}", namespace -> open(namespace, parts, project(namespace, projects)));
    }

    private static void open(HubNamespace namespace, NamespaceParts parts, PortalPlace place) {
        var unused = PortalLogin.open(namespace, parts, place);
    }

    private static void monitoring(HubClient client, Principal principal) {
        if (!principal.may(Permission.MONITOR) && !principal.may(Permission.ADMIN)) {
            throw HubException.of(ErrorCode.FORBIDDEN, "The permission monitor is required");
        }
    }

    private static void admin(HubClient client, Principal principal) {
        if (!principal.may(Permission.ADMIN)) {
            throw HubException.of(ErrorCode.FORBIDDEN, "The permission admin is required");
        }
    }

    private static PortalPlace project(HubNamespace namespace, ProjectService projects) {
        String nameOrId = namespace.parameter(NAME);
        return (client, principal) -> SocketScope.project(projects.idOf(Callers.of(principal), nameOrId))
                .setOn(client);
    }
}
