package dev.maestro.server.isolation;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Engine.IO over long-polling. */
final class PollingWire implements Wire {
    private static final Pattern SID = Pattern.compile("\"sid\":\"([^\"]+)\"");
    private static final String SEPARATOR = "\u001e";

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(60))
            .build();
    private final Consumer<String> incoming;
    private final URI uri;

    PollingWire(URI hub, String pathAndQuery, Consumer<String> incoming) {
        this.incoming = incoming;
        URI first = hub.resolve(pathAndQuery);
        String open = exchange(request(first).build()).body();
        Matcher sid = SID.matcher(open);
        if (!sid.find()) {
            throw new AssertionError("no handshake: " + open);
        }
        this.uri = URI.create(first + "&sid=" + sid.group(1));
        poll();
    }

    @Override
    public void send(String packet) {
        exchange(request(uri).POST(HttpRequest.BodyPublishers.ofString(packet)).build());
    }

    // The answer to one poll starts the next, until one is refused as the session is over.
    private void poll() {
        client.sendAsync(request(uri).build(), HttpResponse.BodyHandlers.ofString())
                .thenAccept(answer -> {
                    if (answer.statusCode() == 200) {
                        for (String packet : answer.body().split(SEPARATOR)) {
                            incoming.accept(packet);
                        }
                        poll();
                    }
                })
                .exceptionally(failure -> {
                    incoming.accept("poll failed: " + failure);
                    return null;
                });
    }

    // From elsewhere, and thus nobody without a token.
    private static HttpRequest.Builder request(URI uri) {
        return HttpRequest.newBuilder(uri).header("X-Forwarded-For", "192.0.2.1");
    }

    private HttpResponse<String> exchange(HttpRequest request) {
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void close() {
        // Engine.IO's own goodbye ends the poll that waits.
        send("1");
    }
}
