package dev.maestro.server.isolation;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A WebSocket. */
final class WebSocketWire implements Wire, WebSocket.Listener {
    /** What is heard when the other end closes, before code and reason. */
    static final String CLOSED = "closed ";

    private final Consumer<String> incoming;
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;

    /** @param remote whether it comes from elsewhere, and is thus nobody without a token */
    WebSocketWire(URI hub, String pathAndQuery, boolean remote, Consumer<String> incoming) {
        this.incoming = incoming;
        URI uri = URI.create("ws://localhost:" + hub.getPort() + pathAndQuery);
        WebSocket.Builder builder =
                HttpClient.newHttpClient().newWebSocketBuilder().connectTimeout(Duration.ofSeconds(60));
        if (remote) {
            builder.header("X-Forwarded-For", "192.0.2.1");
        }
        this.socket =
                builder.buildAsync(uri, this).orTimeout(60, TimeUnit.SECONDS).join();
    }

    // The JDK's client takes one message at a time.
    @Override
    public synchronized void send(String packet) {
        socket.sendText(packet, true).orTimeout(60, TimeUnit.SECONDS).join();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            String text = partial.toString();
            partial.setLength(0);
            incoming.accept(text);
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        incoming.accept(CLOSED + code + " " + reason);
        return null;
    }

    @Override
    public void close() {
        socket.abort();
    }
}
