package dev.maestro.server.namespace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.event.Room;
import dev.maestro.protocol.json.Json;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.Fields;
import dev.maestro.server.domain.Limit;
import dev.maestro.server.domain.Payload;
import dev.maestro.server.socketio.adapter.HubClient;
import dev.maestro.server.socketio.adapter.HubNamespace;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * {@code /ui}: desktops.
 *
 * <p>A token is optional for the local person and required of everybody else. Spec: docs/protocol/events.md, "/ui".
 */
public final class UiNamespace {
    /** The namespace's name. */
    public static final String NAME = "/ui";

    private static final String PROJECT_ID = "projectId";
    private static final String SESSION_ID = "sessionId";
    private static final List<String> TERMINAL_EVENTS =
            List.of("terminal:register", "terminal:output", "terminal:exit");

    private final UiServices services;
    private final StateSync stateSync;

    private UiNamespace(UiServices services) {
        this.services = services;
        this.stateSync = new StateSync(services.states(), services.feed());
    }

    /**
     * Makes a namespace {@code /ui}.
     *
     * @param pool where the work of events is done; when it rejects work, the client is told
     */
    public static void register(
            HubNamespace namespace, UiServices services, Admittance admittance, Executor pool, Clock clock) {
        UiNamespace ui = new UiNamespace(services);
        ClientEvents events = new ClientEvents(namespace, pool);
        namespace.addAuthTokenListener(admittance::decide);
        namespace.addConnectListener(client -> {
            events.connected(client);
            Audience.join(client);
        });
        SessionGuard guard = new SessionGuard(services.backend());
        namespace.setRecoveryListener(new RoomAccess(guard)::mayRecover);
        new NativeEvents(guard, clock).register(events);
        events.on("project:subscribe", ui::subscribeProject);
        events.on("state:sync", ui::syncState);
        events.on("session:claim-spawn", ui::claimSpawn);
        TERMINAL_EVENTS.forEach(name -> events.on(name, UiNamespace::refuseTerminal));
    }

    private void subscribeProject(HubClient client, JsonNode payload, EventAnswer answer) {
        String projectId = only(payload, PROJECT_ID);
        services.projects().get(Principals.caller(client), projectId);
        client.joinRoomsAndKeep(Set.of(Room.project(projectId)), () -> LiveAccess.allows(client, Set.of(projectId)));
        answer.succeed(Json.mapper().createObjectNode().put(PROJECT_ID, projectId));
    }

    private void syncState(HubClient client, JsonNode payload, EventAnswer answer) {
        stateSync.answer(client, only(payload, PROJECT_ID), answer);
    }

    private void claimSpawn(HubClient client, JsonNode payload, EventAnswer answer) {
        Answer claimed = services.spawns()
                .claim(
                        Principals.caller(client),
                        only(payload, SESSION_ID),
                        client.getSessionId().toString());
        ObjectNode fields = Json.mapper().createObjectNode();
        fields.set("session", claimed.body().tree());
        fields.put("token", services.agents().tokenOf(claimed.id()));
        answer.succeed(fields);
    }

    private static void refuseTerminal(HubClient client, JsonNode payload, EventAnswer answer) {
        answer.refuse(HubException.of(ErrorCode.UNAVAILABLE, "this hub does not carry terminals yet"));
    }

    /** Reads a payload that has one field and no other. */
    private static String only(JsonNode payload, String field) {
        Fields fields = Payload.of(payload).fields();
        String value = fields.requiredText(field, Limit.WORD);
        fields.done();
        return value;
    }
}
