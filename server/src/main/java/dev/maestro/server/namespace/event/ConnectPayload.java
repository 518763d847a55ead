package dev.maestro.server.namespace.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.domain.Fields;
import dev.maestro.server.domain.Limit;
import dev.maestro.server.domain.Payload;
import java.util.Optional;

/**
 * What a client says of itself when it asks for a namespace: {@code {token?, projectId?, sessionId?}}.
 *
 * <p>Other fields are not looked at: clients that come back send {@code pid} and {@code offset}, too.
 */
public final class ConnectPayload {
    private static final int MOST_BYTES = 16 * 1024;
    private static final int MOST_LEVELS = 8;

    private final JsonNode payload;

    private ConnectPayload(JsonNode payload) {
        this.payload = payload;
    }

    /**
     * Takes the payload of a CONNECT, as the library hands it on.
     *
     * @throws HubException {@code too_large} or {@code invalid}: it is kept for as long as the socket
     */
    public static ConnectPayload of(Object auth) {
        JsonNode payload = auth instanceof JsonNode node ? node : MissingNode.getInstance();
        var unused = Inspection.weigh(payload, MOST_BYTES, MOST_LEVELS);
        return new ConnectPayload(payload);
    }

    /** Returns the token, none being what clients send that have none: nothing, null or an empty text. */
    public Optional<String> token() {
        JsonNode token = payload.path("token");
        boolean none = token.isMissingNode()
                || token.isNull()
                || token.isTextual() && token.textValue().isEmpty();
        // Anything else must hold, which what is no text cannot.
        return none ? Optional.empty() : Optional.of(token.asText());
    }

    /** Returns a text of 1 to 200 characters; empty when there is none, or something else. */
    public Optional<String> word(String name) {
        if (!(payload instanceof ObjectNode object)) {
            return Optional.empty();
        }
        Fields fields = Payload.of(object).fields();
        String word = fields.requiredText(name, Limit.WORD);
        return fields.faultless() ? Optional.of(word) : Optional.empty();
    }

    /** Shows nothing: it may hold a token. */
    @Override
    public String toString() {
        return "ConnectPayload";
    }
}
