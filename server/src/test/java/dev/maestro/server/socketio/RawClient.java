package dev.maestro.server.socketio;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A WebSocket that says and hears Engine.IO packets as they are. */
public final class RawClient implements PacketClient {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final WebSocket webSocket;
    private String sid = "";

    private RawClient(URI uri, String... headers) {
        WebSocket.Builder builder = HTTP.newWebSocketBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        this.webSocket = builder.buildAsync(uri, new Listener())
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    /** Opens a WebSocket and leaves what it hears to the test. */
    public static RawClient open(URI uri) {
        return new RawClient(uri);
    }

    /** Opens an engine session and swallows its handshake; {@code headers} are names and values in turn. */
    public static RawClient session(int port, String... headers) throws InterruptedException {
        RawClient client =
                new RawClient(URI.create("ws://127.0.0.1:" + port + "/socket.io/?EIO=4&transport=websocket"), headers);
        String handshake = client.next();
        if (!handshake.startsWith("0{\"sid\":\"")) {
            throw new AssertionError("no handshake but " + handshake);
        }
        client.sid = handshake.substring(9, handshake.indexOf('"', 9));
        return client;
    }

    /** Returns the id of the engine session, empty before {@link #session}. */
    @Override
    public String sid() {
        return sid;
    }

    /** Joins the main namespace without a payload; returns the socket's id. */
    public String join() throws InterruptedException {
        say("40");
        String answer = next();
        if (!answer.startsWith("40{\"sid\":\"")) {
            throw new AssertionError("no sid but " + answer);
        }
        return answer.substring(10, answer.length() - 2);
    }

    @Override
    public void say(String text) {
        webSocket.sendText(text, true).orTimeout(60, TimeUnit.SECONDS).join();
    }

    @Override
    public void say(byte... bytes) {
        webSocket
                .sendBinary(ByteBuffer.wrap(bytes), true)
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    /** Sends a part of a text message. */
    public void sayPart(String text, boolean last) {
        webSocket.sendText(text, last).orTimeout(60, TimeUnit.SECONDS).join();
    }

    /** Waits for the next frame: text as it is, binary as {@code [1, 2]}, the end as {@code closed} and its code. */
    @Override
    public String next() throws InterruptedException {
        String frame = heard.poll(60, TimeUnit.SECONDS);
        if (frame == null) {
            throw new AssertionError("nothing was heard for 60 s");
        }
        return frame;
    }

    /** Returns a frame that was heard already, as {@link #next}; empty when there is none. */
    public String nextOrNone() {
        String frame = heard.poll();
        return frame == null ? "" : frame;
    }

    @Override
    public void close() {
        webSocket.abort();
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();
        private final ByteArrayOutputStream binary = new ByteArrayOutputStream();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                heard.add(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            binary.writeBytes(bytes);
            if (last) {
                heard.add(Arrays.toString(binary.toByteArray()));
                binary.reset();
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            heard.add("closed " + code);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            heard.add("closed abruptly");
        }
    }
}
