package dev.maestro.server.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.JsonBytes;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The namespace of the official suites, with a few events more for the tests of this project. */
record EchoNamespace(Queue<Socket> sockets, Queue<DisconnectReason> disconnects) implements NamespaceHandler {
    @Override
    public CompletionStage<Admission> admit(ConnectRequest request) {
        if (request.auth().path("refuse").asBoolean()) {
            JsonNode data = JsonNodeFactory.instance.objectNode().put("why", "asked to");
            // Decided elsewhere and later, as a real middleware does.
            return CompletableFuture.supplyAsync(() -> Admission.refused("refused", data));
        }
        if (request.auth().path("at-once").asBoolean()) {
            return CompletableFuture.completedStage(Admission.granted(request.auth()));
        }
        if (request.auth().path("fault").asBoolean()) {
            throw new PlantedFault();
        }
        return CompletableFuture.supplyAsync(() ->
                Admission.granted(request.auth(), request.auth().path("who").asText("")));
    }

    @Override
    public CompletionStage<Boolean> mayRecover(SavedSocket saved, @Nullable Object attachment) {
        return CompletableFuture.supplyAsync(() ->
                attachment instanceof JsonNode auth && !auth.path("barred").asBoolean());
    }

    @Override
    public void onReturn(Socket socket) {
        if (socket.attachment() instanceof JsonNode auth) {
            socket.leave(Set.of(auth.path("lost").asText()));
        }
    }

    @Override
    public void onConnect(Socket socket) {
        sockets.add(socket);
        socket.emitTrees("auth", List.of((JsonNode) socket.attachment()));
    }

    @Override
    public void onEvent(Socket socket, String name, List<JsonNode> args, Reply reply) {
        switch (name) {
            case "message" -> socket.emitTrees("message-back", args);
            case "message-with-ack" -> reply.sendTrees(args);
            case "ask" ->
                socket.emitWithAck("question", args, Duration.ofMinutes(5)).thenAccept(reply::sendTrees);
            case "join" -> {
                args.forEach(room -> socket.join(Set.of(room.textValue())));
                reply.send(List.of(JsonBytes.of(socket.rooms().size())));
            }
            case "silent" -> {}
            case "leave-me" -> socket.disconnect();
            case "refuse" -> throw HubException.of(ErrorCode.NOT_FOUND, "no such thing");
            case "fault" -> throw new PlantedFault();
            default -> throw new IllegalArgumentException(name);
        }
    }

    @Override
    public void onDisconnect(Socket socket, DisconnectReason reason) {
        disconnects.add(reason);
    }

    /** A fault without a stack trace, which would only fill the log of the tests. */
    private static final class PlantedFault extends RuntimeException {
        private PlantedFault() {
            super("planted", null, false, false);
        }
    }
}
