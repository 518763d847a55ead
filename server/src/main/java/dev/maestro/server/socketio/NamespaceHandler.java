package dev.maestro.server.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.error.DisconnectReason;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What a namespace does.
 *
 * <p>Every method is called on the event loop of the client's engine session and must not block. For one socket the
 * calls come in order: {@code onConnect}, events as they were sent, {@code onDisconnect} once. A socket is in no room,
 * and gets no broadcast and no event, before {@code admit} granted it. An exception out of a method is logged with a
 * reference; out of {@code admit} it also refuses the client, naming the reference, or the code of a
 * {@link dev.maestro.protocol.error.HubException}.
 */
public interface NamespaceHandler {
    /**
     * Decides whether a client may join; asked each time, with or without a payload.
     *
     * <p>Only the first decision counts, and only within the connect timeout: then the client is refused. When the
     * client goes before, or the time is over, a {@code CompletableFuture} is cancelled, so that it need not begin.
     */
    CompletionStage<Admission> admit(ConnectRequest request);

    /**
     * Decides whether a client that was granted admission may have back a socket that was its own, with its rooms;
     * nobody may, unless a namespace says otherwise.
     *
     * @param attachment what the new admission attached
     */
    default CompletionStage<Boolean> mayRecover(SavedSocket saved, @Nullable Object attachment) {
        return CompletableFuture.completedStage(false);
    }

    /**
     * A client has its socket of before back, in the rooms it was in, and has been told so; what it missed is sent next, as
     * far as it is still in the rooms of it. {@code onConnect} follows, unless it goes first.
     */
    default void onReturn(Socket socket) {}

    /** A client joined, and has been told so; one that was recovered has been sent what it missed. */
    void onConnect(Socket socket);

    /** A client sent an event; {@code args} are its arguments, binary as binary nodes. */
    void onEvent(Socket socket, String name, List<JsonNode> args, Reply reply);

    /** A socket is gone; it is in no room any more and nothing can be sent to it. */
    void onDisconnect(Socket socket, DisconnectReason reason);
}
