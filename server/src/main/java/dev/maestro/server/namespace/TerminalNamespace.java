package dev.maestro.server.namespace;

import dev.maestro.server.namespace.event.ClientEvents;
import dev.maestro.server.socketio.adapter.HubClient;
import dev.maestro.server.socketio.adapter.HubNamespace;
import dev.maestro.server.terminal.TerminalService;

/**
 * {@code /terminal}: viewers of terminals.
 *
 * <p>Spec: docs/protocol/events.md, "/terminal".
 */
public final class TerminalNamespace {
    /** The namespace's name. */
    public static final String NAME = "/terminal";

    private TerminalNamespace() {}

    /** Opens {@code /terminal}. */
    public static void register(HubNamespace namespace, NamespaceParts parts, TerminalService terminals) {
        ClientEvents events = parts.open(namespace, new TerminalDoor(parts.authenticator()));
        // What a viewer missed of a stream is in no log: it watches again, from where it was.
        namespace.setRecoveryListener((client, rooms) -> false);
        namespace.addDisconnectListener(
                client -> terminals.viewerGone(((HubClient) client).socket().id()));
        new ViewerEvents(terminals, parts.space()).register(events);
    }
}
