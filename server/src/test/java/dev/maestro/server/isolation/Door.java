package dev.maestro.server.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The way into REST. */
public final class Door {
    /** The token of the person at this machine, who needs none. */
    public static final String LOCAL = "";

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(60))
            .build();
    private final URI base;

    public Door(URI base) {
        this.base = base;
    }

    public Reply send(String token, Request request) {
        HttpRequest.BodyPublisher body = request.body().isEmpty()
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(request.body());
        HttpRequest.Builder builder = HttpRequest.newBuilder(base.resolve(request.path()))
                .timeout(Duration.ofSeconds(120))
                .method(request.method(), body);
        request.headers().forEach(builder::header);
        if (!request.body().isEmpty()) {
            builder.header("Content-Type", "application/json");
        }
        if (!token.equals(LOCAL)) {
            builder.header("Authorization", "Bearer " + token);
        }
        return Reply.of(client.sendAsync(builder.build(), HttpResponse.BodyHandlers.ofString())
                .orTimeout(130, TimeUnit.SECONDS)
                .join());
    }

    /** Does as the local person what must succeed, and returns what is answered. */
    public JsonNode done(String method, String path, String json) {
        Reply reply = send(LOCAL, Request.of(method, path, json));
        assertThat(reply.succeeded())
                .as("%s %s %s: %s", method, path, json, reply.all())
                .isTrue();
        return reply.json();
    }

    /** Makes something as the local person and returns its id. */
    public String made(String path, String json) {
        return done("POST", path, json).path("id").asText();
    }
}
