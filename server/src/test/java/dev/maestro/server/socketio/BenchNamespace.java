package dev.maestro.server.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.protocol.json.JsonBytes;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What the load generator talks to: {@code join} takes a room's name and is acked; {@code pub} takes an object with a
 * {@code room} and goes to that room as {@code ev}, as it is.
 */
record BenchNamespace(Engine engine) implements NamespaceHandler {
    static final String NAME = "/ui";

    @Override
    public CompletionStage<Admission> admit(ConnectRequest request) {
        return CompletableFuture.completedStage(Admission.granted(null));
    }

    @Override
    public void onConnect(Socket socket) {}

    @Override
    public void onEvent(Socket socket, String name, List<JsonNode> args, Reply reply) {
        JsonNode arg = args.get(0);
        switch (name) {
            case "join" -> {
                socket.join(Set.of(arg.textValue()));
                reply.send(List.of());
            }
            case "pub" ->
                engine.broadcast(List.of(new Broadcast(
                        NAME,
                        Set.of(arg.path("room").textValue()),
                        "ev",
                        List.of(JsonBytes.of(arg)),
                        Broadcast.NOT_OF_THE_FEED)));
            default -> throw new IllegalArgumentException(name);
        }
    }

    @Override
    public void onDisconnect(Socket socket, DisconnectReason reason) {}
}
