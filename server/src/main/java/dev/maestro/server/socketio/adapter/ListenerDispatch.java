package dev.maestro.server.socketio.adapter;

import com.corundumstudio.socketio.AuthTokenResult;
import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.socketio.Admission;
import dev.maestro.server.socketio.ConnectRequest;
import dev.maestro.server.socketio.NamespaceHandler;
import dev.maestro.server.socketio.Reply;
import dev.maestro.server.socketio.SavedSocket;
import dev.maestro.server.socketio.Socket;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Takes what happens in a namespace of the engine to the listeners of a netty-socketio namespace. */
final class ListenerDispatch implements NamespaceHandler {
    private static final String MESSAGE = "message";
    private static final String DATA = "data";

    private final HubNamespace namespace;
    private final Executor authExecutor;

    ListenerDispatch(HubNamespace namespace, Executor authExecutor) {
        this.namespace = namespace;
        this.authExecutor = authExecutor;
    }

    @Override
    public CompletionStage<Admission> admit(ConnectRequest request) {
        try {
            return CompletableFuture.supplyAsync(() -> decide(request), authExecutor);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(
                    Admission.refused(HubException.of(ErrorCode.UNAVAILABLE, "the hub is busy, try again")));
        }
    }

    @Override
    public CompletionStage<Boolean> mayRecover(SavedSocket saved, @Nullable Object attachment) {
        HubClient client = (HubClient) Objects.requireNonNull(attachment);
        return CompletableFuture.supplyAsync(
                () -> namespace.mayRecover(client, saved.rooms().keySet()), authExecutor);
    }

    @Override
    public void onReturn(Socket socket) {
        HubClient client = client(socket);
        client.bind(socket);
        namespace.returned(client);
    }

    @Override
    public void onConnect(Socket socket) {
        HubClient client = client(socket);
        client.bind(socket);
        namespace.connected(client);
    }

    @Override
    public void onEvent(Socket socket, String name, List<JsonNode> args, Reply reply) {
        HubClient client = client(socket);
        namespace.event(client, name, args, new HubAckRequest(reply, client));
    }

    @Override
    public void onDisconnect(Socket socket, DisconnectReason reason) {
        HubClient client = client(socket);
        client.ended(reason);
        namespace.disconnected(client);
    }

    private Admission decide(ConnectRequest request) {
        HubClient client = new HubClient(namespace, request);
        AuthTokenResult result = namespace.onAuthData(client, request.auth());
        return result.isSuccess()
                ? Admission.granted(client, client.identity())
                : refusal(Arguments.tree(result.getErrorData()));
    }

    /** A listener's refusal: a sentence, or an object with a {@code message} and perhaps {@code data}. */
    private static Admission refusal(JsonNode errorData) {
        if (errorData.isTextual()) {
            return Admission.refused(errorData.textValue(), null);
        }
        String message = errorData.path(MESSAGE).asText("refused");
        return Admission.refused(message, errorData.has(MESSAGE) ? errorData.get(DATA) : errorData);
    }

    private static HubClient client(Socket socket) {
        return (HubClient) Objects.requireNonNull(socket.attachment());
    }
}
