package dev.maestro.server.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.error.DisconnectReason;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;

/**
 * A dynamic namespace that notes every call it gets after another took its place.
 *
 * <p>Those with a {@code token} of {@code no} are refused, of {@code later} let in by another thread; all others are let
 * in at once.
 */
final class RecordingInstance implements NamespaceHandler {
    private final NamespaceInstance instance;
    private final Queue<String> faults;
    private volatile boolean replaced;

    RecordingInstance(NamespaceInstance instance, Queue<String> faults) {
        this.instance = instance;
        this.faults = faults;
    }

    /** Another instance of the same name was made: this one must have been dropped before. */
    void replaced() {
        replaced = true;
    }

    @Override
    public CompletionStage<Admission> admit(ConnectRequest request) {
        called("admit");
        return switch (Guard.token(request.auth())) {
            case "no" -> CompletableFuture.completedFuture(Admission.refused("no", null));
            case "later" -> CompletableFuture.supplyAsync(() -> Admission.granted(null), ForkJoinPool.commonPool());
            default -> CompletableFuture.completedFuture(Admission.granted(null));
        };
    }

    @Override
    public void onConnect(Socket socket) {
        called("connect");
    }

    @Override
    public void onEvent(Socket socket, String name, List<JsonNode> args, Reply reply) {
        called("event");
    }

    @Override
    public void onDisconnect(Socket socket, DisconnectReason reason) {
        called("disconnect");
    }

    private void called(String call) {
        if (replaced) {
            faults.add(call + " in a dropped instance of " + instance.name());
        }
    }
}
