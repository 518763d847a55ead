package dev.maestro.server.socketio;

import dev.maestro.protocol.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Says and hears Engine.IO packets by posts and polls; a thread of its own polls all the time. */
final class PollingClient implements PacketClient {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String CLOSED = "closed";

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final URI uri;
    private final String sid;
    private volatile boolean over;

    private PollingClient(URI uri, String sid) {
        this.uri = uri;
        this.sid = sid;
    }

    /** Opens an engine session. */
    static PollingClient session(int port) throws IOException, InterruptedException {
        String path = "http://127.0.0.1:" + port + "/socket.io/?EIO=4&transport=polling";
        String open = send(HttpRequest.newBuilder(URI.create(path))).body();
        String sid = Json.mapper().readTree(open.substring(1)).path("sid").textValue();
        PollingClient client = new PollingClient(URI.create(path + "&sid=" + sid), sid);
        Thread poller = new Thread(client::poll, "polls-of-" + sid);
        poller.setDaemon(true);
        poller.start();
        return client;
    }

    @Override
    public String sid() {
        return sid;
    }

    @Override
    public void say(String text) {
        post(text);
    }

    @Override
    public void say(byte... bytes) {
        post("b" + Base64.getEncoder().encodeToString(bytes));
    }

    @Override
    public String next() throws InterruptedException {
        String packet = heard.poll(60, TimeUnit.SECONDS);
        if (packet == null) {
            throw new AssertionError("nothing was heard for 60 s");
        }
        return packet;
    }

    /** Ends the session, as the client's close does. */
    @Override
    public void close() {
        if (!over) {
            post("1");
        }
    }

    private void poll() {
        try {
            while (!over) {
                HttpResponse<String> response = send(HttpRequest.newBuilder(uri));
                if (response.statusCode() != 200) {
                    end();
                } else {
                    for (String packet : response.body().split("\u001e", -1)) {
                        heard(packet);
                    }
                }
            }
        } catch (IOException | InterruptedException e) {
            end();
        }
    }

    private void heard(String packet) {
        if (packet.equals("1")) {
            end();
        } else if (packet.startsWith("4") || packet.startsWith("b")) {
            heard.add(packet);
        }
    }

    private void end() {
        if (!over) {
            over = true;
            heard.add(CLOSED);
        }
    }

    private void post(String body) {
        try {
            if (send(HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString(body)))
                            .statusCode()
                    != 200) {
                end();
            }
        } catch (IOException e) {
            end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end();
        }
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(
                request.timeout(Duration.ofMinutes(10))
                        .version(HttpClient.Version.HTTP_1_1)
                        .build(),
                BodyHandlers.ofString());
    }
}
