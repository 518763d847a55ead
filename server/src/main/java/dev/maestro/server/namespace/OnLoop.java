package dev.maestro.server.namespace;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.socketio.adapter.HubClient;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Has something done on a client's event loop, and waits for it; not to be called on one. */
final class OnLoop {
    private static final long PATIENCE_SECONDS = 10;

    private OnLoop() {}

    /**
     * Does it; it must not block.
     *
     * @throws HubException what the action throws; {@code unavailable} if its turn does not come in time
     */
    static void run(HubClient client, Runnable action) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        client.socket().execute(() -> {
            try {
                action.run();
                done.complete(null);
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        await(done);
    }

    private static void await(CompletableFuture<Void> done) {
        try {
            done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof HubException refusal) {
                throw refusal;
            }
            throw new IllegalStateException("what was to be done on the event loop failed", e.getCause());
        } catch (TimeoutException e) {
            throw HubException.of(ErrorCode.UNAVAILABLE, "the hub is busy; try again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw HubException.of(ErrorCode.UNAVAILABLE, "the hub is stopping; try again");
        }
    }
}
