package dev.maestro.server.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.json.Json;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.agent.link.HubAddress;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The hub's REST, as far as an agent needs it. Threads: thread-safe; blocks, at most 30 s a call. */
final class HubRest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MAX_PAGES = 20;

    /** A project as an agent sees it. */
    record Project(String id, String name) {}

    private final HubAddress hub;
    private final Optional<String> token;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    HubRest(HubAddress hub, Optional<String> token) {
        this.hub = hub;
        this.token = token;
    }

    /** Returns all projects that may be seen. */
    List<Project> projects() {
        List<Project> all = new ArrayList<>();
        String path = "/api/projects?limit=1000";
        for (int page = 0; page < MAX_PAGES && !path.isEmpty(); page++) {
            HttpResponse<byte[]> answer = send(request(path).GET());
            good(answer)
                    .forEach(project -> all.add(new Project(
                            project.path("id").asText(), project.path("name").asText())));
            path = answer.headers()
                    .firstValue("X-Next-Cursor")
                    .map(cursor -> "/api/projects?limit=1000&cursor=" + encoded(cursor))
                    .orElse("");
        }
        return all;
    }

    /** Makes a session; its token is in the answer. */
    JsonNode createSession(ObjectNode session) {
        return good(send(request("/api/sessions")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(
                        JsonBytes.of(session).array()))));
    }

    /** Returns a session; empty if there is none that may be seen. */
    Optional<JsonNode> session(String id) {
        HttpResponse<byte[]> answer =
                send(request("/api/sessions/" + encoded(id)).GET());
        return answer.statusCode() == 404 ? Optional.empty() : Optional.of(good(answer));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(hub.at(path)).timeout(PATIENCE);
        token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
        return request;
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw CommandFailure.ofHub("The hub at " + hub + " cannot be reached; is it running?");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.ofHub("Interrupted while the hub was asked.");
        } catch (IllegalArgumentException e) {
            throw CommandFailure.ofHub("The token has characters no token has.");
        }
    }

    private JsonNode good(HttpResponse<byte[]> answer) {
        JsonNode body = read(answer.body());
        if (answer.statusCode() / 100 == 2) {
            return body;
        }
        if (answer.statusCode() == 401) {
            throw CommandFailure.ofHub("The hub at " + hub + " does not let you in ("
                    + body.path("detail").asText("no reason given") + "); give it a --token, or set MAESTRO_TOKEN.");
        }
        throw CommandFailure.ofHub("The hub at " + hub + " refused: "
                + body.path("detail").asText("HTTP status " + answer.statusCode()) + ".");
    }

    private static JsonNode read(byte[] body) {
        try {
            return Json.tree(body);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
