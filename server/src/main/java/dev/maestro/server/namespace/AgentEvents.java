package dev.maestro.server.namespace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.command.AgentReport;
import dev.maestro.protocol.command.Heartbeat;
import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.protocol.json.Json;
import dev.maestro.server.domain.Answer;
import dev.maestro.server.domain.presence.AgentLink;
import dev.maestro.server.domain.presence.AgentPresence;
import dev.maestro.server.namespace.event.ClientCatalogue;
import dev.maestro.server.namespace.event.ClientEvents;
import dev.maestro.server.namespace.event.EventAnswer;
import dev.maestro.server.socketio.adapter.HubClient;
import dev.maestro.server.socketio.adapter.HubNamespace;

/** What agents say, and that they come and go. */
final class AgentEvents {
    private static final String LINK = "namespace.agent-link";

    private final WorkServices services;

    private AgentEvents(WorkServices services) {
        this.services = services;
    }

    /** Takes these events, and word of every socket's coming and going. */
    static void register(HubNamespace namespace, ClientEvents events, WorkServices services) {
        AgentEvents agents = new AgentEvents(services);
        namespace.addConnectListener(client -> agents.come((HubClient) client));
        namespace.addDisconnectListener(client -> agents.go((HubClient) client));
        // What it is of can wait for a commit; a terminal's output must not wait for it.
        events.onAside(ClientCatalogue.HEARTBEAT, agents::heartbeat);
        events.on(ClientCatalogue.SESSION_REPORT, agents::report);
    }

    private void come(HubClient client) {
        if (!client.isChannelOpen()) {
            // A listener before this one put it out: it never was here.
            return;
        }
        SocketScope scope = SocketScope.of(client);
        AgentLink link = () -> client.socket().disconnectClient(DisconnectReason.RESYNC);
        client.set(LINK, link);
        services.presence().arrived(scope.ownSession(), scope.project().orElseThrow(), link);
    }

    private void go(HubClient client) {
        AgentLink link = client.get(LINK);
        if (link != null) {
            boolean goodbye = client.disconnectReason()
                    .filter(reason -> reason == DisconnectReason.CLIENT_LEFT)
                    .isPresent();
            services.presence().ended(SocketScope.of(client).ownSession(), link, goodbye);
        }
    }

    private void heartbeat(HubClient client, Heartbeat heartbeat, EventAnswer answer) {
        AgentPresence presence = services.presence();
        long now = presence.heartbeat(
                Principals.caller(client), SocketScope.of(client).ownSession(), heartbeat);
        answer.succeed(Json.mapper().createObjectNode().put("serverTime", now));
    }

    private void report(HubClient client, AgentReport report, EventAnswer answer) {
        Answer done = services.reports()
                .report(Principals.caller(client), SocketScope.of(client).ownSession(), report);
        ObjectNode fields = Json.mapper().createObjectNode();
        fields.set("session", done.body().tree());
        answer.succeed(fields);
    }
}
