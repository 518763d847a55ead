package dev.maestro.server.namespace;

import dev.maestro.server.socketio.adapter.HubClient;
import dev.maestro.server.socketio.adapter.HubNamespace;

/**
 * {@code /cli}: agents, each in one session.
 *
 * <p>Spec: docs/protocol/events.md, "/cli".
 */
public final class CliNamespace {
    /** The namespace's name. */
    public static final String NAME = "/cli";

    private CliNamespace() {}

    /** Opens {@code /cli}. */
    public static void register(HubNamespace namespace, NamespaceParts parts) {
        var unused = parts.open(namespace, new CliDoor(parts.authenticator(), parts.backend()));
        namespace.addConnectListener(client -> Doors.joinOwnRooms((HubClient) client));
    }
}
