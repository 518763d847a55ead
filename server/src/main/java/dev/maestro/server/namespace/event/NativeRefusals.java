package dev.maestro.server.namespace.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.Json;
import dev.maestro.protocol.json.JsonBytes;

/** The refusals of the native namespaces: {@code validation_error} and {@code rate_limited}, whatever the code. */
public final class NativeRefusals implements RefusalForm {
    private static final String VALIDATION_ERROR = "validation_error";
    private static final String RATE_LIMITED = "rate_limited";
    static final String RETRY_AFTER = "retry_after";

    @Override
    public Told told(HubException refusal) {
        ObjectNode body = Json.mapper()
                .createObjectNode()
                .put("message", refusal.getMessage())
                .put("code", refusal.code().wire());
        refusal.retryAfterMillis().ifPresent(millis -> body.put(RETRY_AFTER, millis));
        body.set("details", Json.mapper().valueToTree(refusal.details()));
        return new Told(refusal.code() == ErrorCode.RATE_LIMITED ? RATE_LIMITED : VALIDATION_ERROR, JsonBytes.of(body));
    }

    @Override
    public boolean ratesAloud() {
        return false;
    }
}
