package dev.maestro.server.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** Whether a client may join a namespace. */
public sealed interface Admission {
    /** Lets the client in; {@code attachment} becomes its socket's, null for none. */
    static Admission granted(@Nullable Object attachment) {
        return new Granted(attachment);
    }

    /** Keeps the client out; {@code data} is null for none. The client is told both. */
    static Admission refused(String message, @Nullable JsonNode data) {
        return new Refused(message, data);
    }

    /** The client becomes a socket. */
    record Granted(@Nullable Object attachment) implements Admission {}

    /** The client gets a CONNECT_ERROR. */
    record Refused(String message, @Nullable JsonNode data) implements Admission {}
}
