package dev.maestro.server.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.maestro.protocol.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Asks whatever listens somewhere by HTTP. Threads: thread-safe; blocks as long as its patience at most. */
final class Probe {
    /** What is usual: a machine that is busy may take some seconds to answer. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Duration patience;
    private final HttpClient http;

    Probe(Duration patience) {
        this.patience = patience;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(patience)
                .build();
    }

    /**
     * What was answered.
     *
     * @param json missing if it was none
     */
    record Reply(int status, JsonNode json) {}

    /** Returns the answer to a GET with these headers, names and values in turn; empty if there was none. */
    Optional<Reply> get(URI url, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url).timeout(patience).GET();
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<byte[]> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return Optional.of(new Reply(answer.statusCode(), read(answer.body())));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static JsonNode read(byte[] body) {
        try {
            return Json.tree(body);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    /** Returns whether a hub answers there. */
    boolean isHub(URI base) {
        return get(base.resolve("/healthz"))
                .filter(reply -> reply.json().path("status").asText().equals("ok"))
                .isPresent();
    }
}
