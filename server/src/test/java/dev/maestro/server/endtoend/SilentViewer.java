package dev.maestro.server.endtoend;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A viewer of a terminal that hears that it watches, and reads nothing from then on. */
final class SilentViewer implements AutoCloseable {
    private final WebSocket socket;

    private SilentViewer(WebSocket socket) {
        this.socket = socket;
    }

    static SilentViewer watch(String url, String token, String session) throws Exception {
        Listener listener = new Listener(
                "40/terminal,{\"token\":\"" + token + "\"}",
                "42/terminal,1[\"terminal:watch\",{\"sessionId\":\"" + session + "\"}]");
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(url.replace("http:", "ws:") + "/socket.io/?EIO=4&transport=websocket"), listener)
                .get(60, TimeUnit.SECONDS);
        listener.watching.get(60, TimeUnit.SECONDS);
        return new SilentViewer(socket);
    }

    @Override
    public void close() {
        socket.abort();
    }

    /** Reads the greeting, the answer to CONNECT and that to {@code terminal:watch}. */
    private static final class Listener implements WebSocket.Listener {
        private final CompletableFuture<String> watching = new CompletableFuture<>();
        private final StringBuilder text = new StringBuilder();
        private final String connect;
        private final String watch;

        Listener(String connect, String watch) {
            this.connect = connect;
            this.watch = watch;
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (!last) {
                from.request(1);
                return CompletableFuture.completedFuture(null);
            }
            String packet = text.toString();
            text.setLength(0);
            if (packet.startsWith("43/terminal,1[")) {
                watching.complete(packet);
                return CompletableFuture.completedFuture(null);
            }
            if (packet.startsWith("0")) {
                say(from, connect);
            } else if (packet.startsWith("40/terminal,")) {
                say(from, watch);
            }
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }

        private void say(WebSocket to, String packet) {
            var unused = to.sendText(packet, true).exceptionally(failure -> {
                watching.completeExceptionally(failure);
                return to;
            });
        }
    }
}
