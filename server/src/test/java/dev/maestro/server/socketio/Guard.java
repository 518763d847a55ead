package dev.maestro.server.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What the middleware of guarded namespaces was asked, and which calls their handlers got.
 *
 * <p>The middleware goes by the payload's {@code token}: {@code good} is let in, {@code wait} waits for the test to
 * decide, {@code throw}, {@code hub} and {@code null} are failures, all else is refused as {@code bad token}.
 */
final class Guard {
    private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();
    private final BlockingQueue<CompletableFuture<Boolean>> waiting = new LinkedBlockingQueue<>();

    static String token(JsonNode auth) {
        return auth.path("token").asText();
    }

    /** Notes a call of a handler. */
    void called(String call) {
        calls.add(call);
    }

    /** Returns a decision that the test will make. */
    CompletableFuture<Boolean> ask() {
        CompletableFuture<Boolean> decision = new CompletableFuture<>();
        waiting.add(decision);
        return decision;
    }

    /** Waits until the middleware asks, and returns the decision it waits for. */
    CompletableFuture<Boolean> asked() throws InterruptedException {
        CompletableFuture<Boolean> decision = waiting.poll(60, TimeUnit.SECONDS);
        if (decision == null) {
            throw new AssertionError("nobody asked within 60 s");
        }
        return decision;
    }

    /** Waits for the next call of a handler. */
    String nextCall() throws InterruptedException {
        String call = calls.poll(60, TimeUnit.SECONDS);
        if (call == null) {
            throw new AssertionError("no handler was called within 60 s");
        }
        return call;
    }

    /** Returns whether no handler was called that was not waited for. */
    boolean noMoreCalls() {
        return calls.isEmpty();
    }
}
