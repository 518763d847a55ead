package dev.maestro.server.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.error.DisconnectReason;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** What the official Socket.IO suite expects of a namespace, and nothing else. */
record SuiteNamespace() implements NamespaceHandler {
    // The suite begins to listen for a message once it has the one before, and misses it if both come in one piece.
    private static final long BETWEEN_MESSAGES_MILLIS = 20;

    @Override
    public CompletionStage<Admission> admit(ConnectRequest request) {
        return CompletableFuture.completedStage(Admission.granted(request.auth()));
    }

    @Override
    public void onConnect(Socket socket) {
        List<JsonNode> auth = List.of((JsonNode) socket.attachment());
        Unwatched.schedule(
                socket.session().loop(),
                BETWEEN_MESSAGES_MILLIS,
                TimeUnit.MILLISECONDS,
                () -> socket.emitTrees("auth", auth));
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
