package dev.maestro.server.namespace;

import dev.maestro.server.socketio.adapter.HubNamespace;

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
    public static void register(HubNamespace namespace, NamespaceParts parts) {
        TerminalEvents.refuseViewers(parts.open(namespace, new TerminalDoor(parts.authenticator())));
    }
}
