package dev.maestro.server.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A guarded namespace on the bare engine. */
record GuardedHandler(Guard guard) implements NamespaceHandler {
    @Override
    @SuppressWarnings("NullAway") // One of the ways to fail.
    public CompletionStage<Admission> admit(ConnectRequest request) {
        return switch (Guard.token(request.auth())) {
            case "good" -> CompletableFuture.completedFuture(Admission.granted(null));
            case "wait" -> guard.ask().thenApply(GuardedHandler::admission);
            case "throw" -> throw new IllegalStateException("the middleware threw on purpose");
            case "hub" -> CompletableFuture.failedFuture(HubException.of(ErrorCode.FORBIDDEN, "not here"));
            case "null" -> null;
            default -> CompletableFuture.completedFuture(admission(false));
        };
    }

    @Override
    public void onConnect(Socket socket) {
        guard.called("connect");
    }

    @Override
    public void onEvent(Socket socket, String name, List<JsonNode> args, Reply reply) {
        guard.called("event " + name);
    }

    @Override
    public void onDisconnect(Socket socket, DisconnectReason reason) {
        guard.called("disconnect");
    }

    private static Admission admission(boolean granted) {
        return granted ? Admission.granted(null) : Admission.refused("bad token", null);
    }
}
