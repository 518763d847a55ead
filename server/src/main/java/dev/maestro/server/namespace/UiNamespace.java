package dev.maestro.server.namespace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.command.NamedProject;
import dev.maestro.protocol.command.NamedSession;
import dev.maestro.protocol.event.Room;
import dev.maestro.protocol.json.Json;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.namespace.event.ClientCatalogue;
import dev.maestro.server.namespace.event.ClientEvents;
import dev.maestro.server.namespace.event.EventAnswer;
import dev.maestro.server.socketio.adapter.HubClient;
import dev.maestro.server.socketio.adapter.HubNamespace;
import dev.maestro.server.terminal.TerminalService;
import java.util.Set;

/**
 * {@code /ui}: desktops.
 *
 * <p>A token is optional for the local person and required of everybody else. Spec: docs/protocol/events.md, "/ui".
 */
public final class UiNamespace {
    /** The namespace's name. */
    public static final String NAME = "/ui";

    private final UiServices services;
    private final StateSync stateSync;
    private final RoomSpace space;

    private UiNamespace(UiServices services, RoomSpace space) {
        this.services = services;
        this.stateSync = new StateSync(services.states(), services.feed());
        this.space = space;
    }

    /** Opens {@code /ui}. */
    public static void register(
            HubNamespace namespace, NamespaceParts parts, UiServices services, TerminalService terminals) {
        UiNamespace ui = new UiNamespace(services, parts.space());
        ClientEvents events = parts.open(namespace, new UiDoor(parts.authenticator()));
        namespace.addConnectListener(Audience::join);
        events.on(ClientCatalogue.PROJECT_SUBSCRIBE, ui::subscribeProject);
        events.on(ClientCatalogue.STATE_SYNC, ui::syncState);
        events.on(ClientCatalogue.CLAIM_SPAWN, ui::claimSpawn);
        OwnerEvents.register(namespace, events, parts, terminals, services.spawns());
    }

    private void subscribeProject(HubClient client, NamedProject project, EventAnswer answer) {
        String id = project.projectId();
        services.projects().get(Principals.caller(client), id);
        space.join(client, Set.of(Room.project(id)), Set.of(id));
        answer.succeed(Json.mapper().createObjectNode().put("projectId", id));
    }

    private void syncState(HubClient client, NamedProject project, EventAnswer answer) {
        stateSync.answer(client, project.projectId(), answer);
    }

    private void claimSpawn(HubClient client, NamedSession session, EventAnswer answer) {
        Answer claimed = services.spawns()
                .claim(
                        Principals.caller(client),
                        session.sessionId(),
                        client.getSessionId().toString());
        ObjectNode fields = Json.mapper().createObjectNode();
        fields.set("session", claimed.body().tree());
        fields.put("token", services.agents().tokenOf(claimed.id()));
        answer.succeed(fields);
    }
}
