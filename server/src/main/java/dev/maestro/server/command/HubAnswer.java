package dev.maestro.server.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.maestro.protocol.json.Json;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a hub answered.
 *
 * @param body as it came
 * @param json the same, read; missing if it is no JSON
 * @param nextCursor where the next page of a list begins
 * @param retryAfter how many seconds to wait, as the hub says it
 */
record HubAnswer(int status, byte[] body, JsonNode json, Optional<String> nextCursor, Optional<String> retryAfter) {
    private static final int SUCCESS = 2;

    static HubAnswer of(HttpResponse<byte[]> response) {
        return new HubAnswer(
                response.statusCode(),
                response.body(),
                read(response.body()),
                response.headers().firstValue("X-Next-Cursor"),
                response.headers().firstValue("Retry-After"));
    }

    private static JsonNode read(byte[] body) {
        try {
            return Json.tree(body);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    boolean good() {
        return status / 100 == SUCCESS;
    }

    /** Returns whether it is a hub's way to say no. */
    boolean refusal() {
        return !good() && json.path("code").isTextual();
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8).strip();
    }

    @Override
    public String toString() {
        return "HubAnswer[" + status + ", " + body.length + " bytes]";
    }
}
