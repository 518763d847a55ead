package dev.maestro.server.rawsocket;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.JsonBytes;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An ordinary WebSocket client that keeps what it hears. */
final class Listener implements WebSocket.Listener {
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private @Nullable WebSocket socket;

    static Listener at(int port, String path) throws Exception {
        Listener listener = new Listener();
        listener.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://localhost:" + port + path), listener)
                .get(60, TimeUnit.SECONDS);
        return listener;
    }

    WebSocket socket() {
        if (socket == null) {
            throw new IllegalStateException("not open");
        }
        return socket;
    }

    /** Sends a text. */
    Listener say(String text) throws Exception {
        socket().sendText(text, true).get(60, TimeUnit.SECONDS);
        return this;
    }

    /** Returns the next message as text; fails after a minute. */
    String text() throws InterruptedException {
        String text = heard.poll(60, TimeUnit.SECONDS);
        if (text == null) {
            throw new AssertionError("nothing heard for a minute");
        }
        return text;
    }

    /** Returns the next message as JSON. */
    JsonNode json() throws InterruptedException {
        return JsonBytes.ofUtf8(text().getBytes(StandardCharsets.UTF_8)).tree();
    }

    /** Returns the code and reason of the close, such as {@code 1001 server_shutdown}. */
    String closeReason() throws Exception {
        return closed.get(60, TimeUnit.SECONDS);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            heard.add(partial.toString());
            partial.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
        closed.complete(code + " " + reason);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.completeExceptionally(error);
    }
}
