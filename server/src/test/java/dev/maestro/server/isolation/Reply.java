package dev.maestro.server.isolation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.Json;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What came back, whole. */
public record Reply(int status, Map<String, List<String>> headers, String body) {
    public static Reply of(HttpResponse<String> response) {
        Map<String, List<String>> headers = new TreeMap<>(response.headers().map());
        headers.remove("date");
        // Said when a refusal comes before all of the content has.
        headers.remove("connection");
        return new Reply(response.statusCode(), headers, response.body());
    }

    /** Returns everything in which an answer could say something. */
    public String all() {
        return status + "\n" + headers + "\n" + body;
    }

    /** Returns the cursor of the next page; empty when there is none. */
    public String nextCursor() {
        return String.join("", headers.getOrDefault("x-next-cursor", List.of()));
    }

    public boolean succeeded() {
        return status < 400;
    }

    public JsonNode json() {
        try {
            return Json.tree(body.getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + body, e);
        }
    }
}
