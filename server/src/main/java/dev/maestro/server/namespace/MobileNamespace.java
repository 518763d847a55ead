package dev.maestro.server.namespace;

import dev.maestro.protocol.command.NoPayload;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.namespace.event.ClientCatalogue;
import dev.maestro.server.namespace.event.ClientEvents;
import dev.maestro.server.namespace.event.EventAnswer;
import dev.maestro.server.socketio.adapter.HubClient;
import dev.maestro.server.socketio.adapter.HubNamespace;

/**
 * {@code /mobile}: phones, each on one project.
 *
 * <p>Spec: docs/protocol/events.md, "/mobile".
 */
public final class MobileNamespace {
    /** The namespace's name. */
    public static final String NAME = "/mobile";

    private final StateSync stateSync;

    private MobileNamespace(StateSync stateSync) {
        this.stateSync = stateSync;
    }

    /** Opens {@code /mobile}. */
    public static void register(HubNamespace namespace, NamespaceParts parts, UiServices services) {
        MobileNamespace mobile = new MobileNamespace(new StateSync(services.states(), services.feed()));
        ClientEvents events = parts.open(namespace, new MobileDoor(parts.authenticator(), parts.backend()));
        namespace.addConnectListener(client -> Doors.joinOwnRooms((HubClient) client));
        events.on(ClientCatalogue.OWN_STATE_SYNC, mobile::syncState);
    }

    private void syncState(HubClient client, NoPayload nothing, EventAnswer answer) {
        String projectId = SocketScope.of(client)
                .project()
                .orElseThrow(() -> HubException.of(ErrorCode.NOT_FOUND, "Project not found"));
        stateSync.answer(client, projectId, answer);
    }
}
