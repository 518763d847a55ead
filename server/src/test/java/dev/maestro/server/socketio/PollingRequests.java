package dev.maestro.server.socketio;

import dev.maestro.protocol.json.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** An engine session over bare polling. */
final class PollingRequests {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI uri;
    private final String sid;

    private PollingRequests(URI uri, String sid) {
        this.uri = uri;
        this.sid = sid;
    }

    /** Begins an engine session. */
    static PollingRequests open(int port) throws Exception {
        URI begin = URI.create("http://127.0.0.1:" + port + "/socket.io/?EIO=4&transport=polling");
        String answer =
                later(HttpRequest.newBuilder(begin)).get(60, TimeUnit.SECONDS).body();
        String sid = Json.mapper().readTree(answer.substring(1)).path("sid").textValue();
        return new PollingRequests(URI.create(begin + "&sid=" + sid), sid);
    }

    /** Begins an engine session and joins the main namespace. */
    static PollingRequests joined(int port) throws Exception {
        PollingRequests client = open(port);
        client.post("40");
        StringBuilder heard = new StringBuilder();
        while (heard.indexOf("[\"auth\"") < 0) {
            heard.append(client.get().body());
        }
        return client;
    }

    String sid() {
        return sid;
    }

    HttpResponse<String> get() throws Exception {
        return getLater().get(60, TimeUnit.SECONDS);
    }

    CompletableFuture<HttpResponse<String>> getLater() {
        return later(HttpRequest.newBuilder(uri));
    }

    HttpResponse<String> post(String body) throws Exception {
        return send("POST", BodyPublishers.ofString(body));
    }

    HttpResponse<String> post(byte[] body) throws Exception {
        return send("POST", BodyPublishers.ofByteArray(body));
    }

    HttpResponse<String> send(String method, HttpRequest.BodyPublisher body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).method(method, body);
        return later(headers.length == 0 ? request : request.headers(headers)).get(60, TimeUnit.SECONDS);
    }

    private static CompletableFuture<HttpResponse<String>> later(HttpRequest.Builder request) {
        return HTTP.sendAsync(request.build(), BodyHandlers.ofString());
    }
}
