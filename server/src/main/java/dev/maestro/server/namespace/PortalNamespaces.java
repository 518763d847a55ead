package dev.maestro.server.namespace;

import dev.maestro.server.socketio.adapter.SocketIoPort;

/** The namespaces of the portal, whose clients log in in a way of their own. Spec: docs/protocol/portal.md. */
final class PortalNamespaces {
    private PortalNamespaces() {}

    /** Opens them all. */
    static void open(SocketIoPort port, NamespaceParts parts, PortalParts services) {
        PortalNamespace.open(port.namespace(PortalNamespace.NAME), parts, services);
        MonitoringNamespace.open(port.namespace(MonitoringNamespace.NAME), parts);
        AdminNamespace.open(port.namespace(AdminNamespace.NAME), parts);
        port.namespaces(ProjectNamespace.TEMPLATE, namespace -> ProjectNamespace.open(namespace, parts, services));
        port.namespaces(ChatNamespace.TEMPLATE, namespace -> ChatNamespace.open(namespace, parts, services));
    }
}
