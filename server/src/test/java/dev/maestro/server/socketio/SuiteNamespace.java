package dev.maestro.server.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.error.DisconnectReason;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What the official Socket.IO suite expects of a namespace, and nothing else. */
record SuiteNamespace() implements NamespaceHandler {
    @Override
    public CompletionStage<Admission> admit(ConnectRequest request) {
        return CompletableFuture.completedStage(Admission.granted(request.auth()));
    }

    @Override
    public void onConnect(Socket socket) {
        socket.emitTrees("auth", List.of((JsonNode) socket.attachment()));
    }

    @Override
    public void onEvent(Socket socket, String name, List<JsonNode> args, Reply reply) {
        switch (name) {
            case "message" -> socket.emitTrees("message-back", args);
            case "message-with-ack" -> reply.sendTrees(args);
            default -> throw new IllegalArgumentException(name);
        }
    }

    @Override
    public void onDisconnect(Socket socket, DisconnectReason reason) {}
}
