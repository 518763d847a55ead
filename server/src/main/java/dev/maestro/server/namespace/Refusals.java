package dev.maestro.server.namespace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.Json;
import dev.maestro.server.socketio.adapter.HubClient;

/** Refusals that answer no event. */
final class Refusals {
    private Refusals() {}

    /** Sends {@code {message, code, retry_after?}}. */
    static void tell(HubClient client, String event, HubException why) {
        ObjectNode said = Json.mapper()
                .createObjectNode()
                .put("message", why.getMessage())
                .put("code", why.code().wire());
        why.retryAfterMillis().ifPresent(millis -> said.put("retry_after", millis));
        client.sendEvent(event, said);
    }
}
