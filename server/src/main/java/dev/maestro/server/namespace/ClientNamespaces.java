package dev.maestro.server.namespace;

import dev.maestro.server.socketio.adapter.SocketIoPort;
import dev.maestro.server.terminal.TerminalService;

/** All namespaces of the hub. */
public final class ClientNamespaces {
    private ClientNamespaces() {}

    /** Opens them on a port; to be called before it is started. */
    public static void open(
            SocketIoPort port,
            NamespaceParts parts,
            UiServices services,
            WorkServices work,
            PortalParts portal,
            TerminalService terminals) {
        UiNamespace.register(port.namespace(UiNamespace.NAME), parts, services, terminals);
        MobileNamespace.register(port.namespace(MobileNamespace.NAME), parts, services, work);
        CliNamespace.register(port.namespace(CliNamespace.NAME), parts, work, terminals);
        TerminalNamespace.register(port.namespace(TerminalNamespace.NAME), parts, terminals);
        PortalNamespaces.open(port, parts, portal);
    }
}
