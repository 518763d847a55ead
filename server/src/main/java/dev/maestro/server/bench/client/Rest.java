package dev.maestro.server.bench.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.Json;
import dev.maestro.protocol.json.JsonBytes;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** JSON over HTTP, with one token or none. Threads: thread-safe. */
public final class Rest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int FIRST_REFUSAL = 300;
    private static final int LONGEST_SAID = 200;

    private final Target target;
    private final @Nullable String token;
    private final HttpClient http;

    private Rest(Target target, @Nullable String token, HttpClient http) {
        this.target = target;
        this.token = token;
        this.http = http;
    }

    /** Opens one without a token. */
    public static Rest of(Target target) {
        return new Rest(
                target,
                null,
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(PATIENCE)
                        .build());
    }

    /**
     * Returns the same for somebody else, by the same connections.
     *
     * @param other null for no token
     */
    public Rest as(@Nullable String other) {
        return new Rest(target, other, http);
    }

    /**
     * Sends a request.
     *
     * @return the answer's document; fails with {@link RefusedException} if the server says no, with {@link IOException} if
     *     there is no answer
     */
    public CompletableFuture<JsonNode> send(String method, String path, JsonBytes body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(target.at(path))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofByteArray(body.array()));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.sendAsync(request.build(), BodyHandlers.ofByteArray()).thenApply(Rest::document);
    }

    /**
     * Sends a request and waits for its answer.
     *
     * @throws UnreachableException if there is none, or the server says no
     */
    public JsonNode ask(String method, String path, JsonBytes body) {
        try {
            return send(method, path, body).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnreachableException("interrupted", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new UnreachableException(
                    cause instanceof RefusedException
                            ? target + " refused " + method + " " + path + ": " + cause.getMessage()
                            : target + " is not reached: " + Reasons.of(cause),
                    cause);
        }
    }

    private static JsonNode document(HttpResponse<byte[]> answer) {
        if (answer.statusCode() >= FIRST_REFUSAL) {
            throw new RefusedException(answer.statusCode() + " " + said(answer.body()));
        }
        try {
            return answer.body().length == 0 ? Json.mapper().missingNode() : Json.tree(answer.body());
        } catch (JsonProcessingException e) {
            // A peer may answer "ok", and only hubs are asked for documents.
            return Json.mapper().missingNode();
        }
    }

    private static String said(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8).strip();
        return text.length() > LONGEST_SAID ? text.substring(0, LONGEST_SAID) + "…" : text;
    }

    /** Returns what a future failed with, in words that are the same for all that failed so. */
    public static String reason(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof RefusedException refused ? refused.status() : Reasons.of(cause);
    }

    /** The server answered, and said no. */
    public static final class RefusedException extends RuntimeException {
        private RefusedException(String said) {
            super(said);
        }

        private String status() {
            return "HTTP " + String.valueOf(getMessage()).substring(0, 3);
        }
    }
}
