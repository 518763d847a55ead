package dev.maestro.server.socketio;

import com.corundumstudio.socketio.AuthTokenResult;
import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.socketio.adapter.HubNamespace;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A guarded namespace behind netty-socketio's listeners. */
record GuardedListeners(Guard guard) {
    void addTo(HubNamespace namespace) {
        namespace.addAuthTokenListener((auth, client) -> decide((JsonNode) auth));
        namespace.addConnectListener(client -> guard.called("connect"));
        namespace.addDisconnectListener(client -> guard.called("disconnect"));
        namespace.addEventListener("known", String.class, (client, arg, ack) -> guard.called("event known"));
        namespace.setUnknownEventListener((client, name, args, ack) -> guard.called("event " + name));
    }

    @SuppressWarnings("NullAway") // One of the ways to fail.
    private @Nullable AuthTokenResult decide(JsonNode auth) {
        return switch (Guard.token(auth)) {
            case "good" -> AuthTokenResult.AuthTokenResultSuccess;
            case "wait" -> result(decided());
            case "throw" -> throw new IllegalStateException("the listener threw on purpose");
            case "hub" -> throw HubException.of(ErrorCode.FORBIDDEN, "not here");
            case "null" -> null;
            default -> result(false);
        };
    }

    private boolean decided() {
        try {
            return guard.ask().get(60, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    private static AuthTokenResult result(boolean granted) {
        return granted ? AuthTokenResult.AuthTokenResultSuccess : new AuthTokenResult(false, "bad token");
    }
}
