package dev.maestro.server.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/** Whether a client may join a namespace. */
public sealed interface Admission {
    /** Lets a client in that is nobody in particular; {@code attachment} becomes its socket's, null for none. */
    static Admission granted(@Nullable Object attachment) {
        return granted(attachment, "");
    }

    /** Lets a client in; only a client of the same identity can later have its socket back. */
    static Admission granted(@Nullable Object attachment, String identity) {
        return new Granted(attachment, identity);
    }

    /** Keeps the client out; {@code data} is null for none. The client is told both. */
    static Refused refused(String message, @Nullable JsonNode data) {
        return new Refused(message, data);
    }

    /** Keeps the client out for the reason that was thrown; its code, when to try again and its details, if any, are the data. */
    static Refused refused(HubException refusal) {
        ObjectNode data =
                JsonNodeFactory.instance.objectNode().put("code", refusal.code().wire());
        refusal.retryAfterMillis().ifPresent(millis -> data.put("retry_after", millis));
        if (!refusal.details().isEmpty()) {
            data.set("details", Json.mapper().valueToTree(refusal.details()));
        }
        return new Refused(refusal.getMessage(), data);
    }

    /** The client becomes a socket. */
    record Granted(@Nullable Object attachment, String identity) implements Admission {}

    /** The client gets a CONNECT_ERROR. */
    record Refused(String message, @Nullable JsonNode data) implements Admission {}
}
