package dev.maestro.server.agent.link;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Puts the frames of a WebSocket together to messages, at most {@value #MAX_CHARS} characters each.
 *
 * <p>At most {@value #MAX_UNREAD} messages are read before the connection has dealt with the first of them.
 *
 * <p>Threads: the WebSocket calls it one call at a time.
 */
final class TextIntake implements WebSocket.Listener {
    static final int MAX_CHARS = 16 << 20;

    static final int MAX_UNREAD = 4;

    private final EngineConnection connection;
    private final StringBuilder begun = new StringBuilder();

    TextIntake(EngineConnection connection) {
        this.connection = connection;
    }

    @Override
    public void onOpen(WebSocket socket) {
        connection.connected(socket);
        socket.request(MAX_UNREAD);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        if (begun.length() + data.length() > MAX_CHARS) {
            connection.broke("the hub sent a message of over " + MAX_CHARS + " characters");
            return null;
        }
        if (!last) {
            begun.append(data);
            socket.request(1);
            return null;
        }
        String message = data.toString();
        if (!begun.isEmpty()) {
            message = begun.append(message).toString();
            // A long message must not keep its memory for the short ones that follow.
            begun.setLength(0);
            begun.trimToSize();
        }
        connection.received(message);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
        connection.broke("the hub sent binary, which nothing here asks for");
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
        connection.broke("the hub closed the link" + (reason.isBlank() ? "" : " (" + reason + ")"));
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable fault) {
        connection.broke("the link to the hub broke");
    }
}
