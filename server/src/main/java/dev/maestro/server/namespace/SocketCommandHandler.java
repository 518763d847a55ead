package dev.maestro.server.namespace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.maestro.protocol.json.Json;
import dev.maestro.server.portal.CommandCall;
import dev.maestro.server.portal.CommandHandler;
import dev.maestro.server.socketio.adapter.HubClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A client that runs commands: it gets the event {@code command} and answers in its ack. */
final class SocketCommandHandler implements CommandHandler {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HubClient client;

    SocketCommandHandler(HubClient client) {
        this.client = client;
    }

    @Override
    public String principal() {
        return Principals.of(client).key();
    }

    @Override
    public boolean connected() {
        return client.isChannelOpen();
    }

    @Override
    public CompletionStage<JsonNode> run(CommandCall call) {
        List<JsonNode> args = List.of(Json.mapper().valueToTree(call));
        return client.socket()
                .emitWithAck("command", args, PATIENCE)
                .thenApply(answered -> answered.isEmpty() ? MissingNode.getInstance() : answered.get(0));
    }
}
