package dev.maestro.server.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.maestro.protocol.json.Json;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.bench.client.LightSocket;
import dev.maestro.server.bench.client.SocketListener;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Publishes by emitting an event. Threads: thread-safe, one message at a time. */
final class SocketPublisher implements Publisher, SocketListener {
    private final String event;
    private final String template;
    private final boolean acked;
    private final CompletableFuture<LightSocket> admitted = new CompletableFuture<>();
    private volatile CompletableFuture<@Nullable Void> underWay = CompletableFuture.completedFuture(null);

    /**
     * @param template JSON with {@code %mark}
     * @param acked whether the server acks what it took
     */
    SocketPublisher(String event, String template, boolean acked) {
        this.event = event;
        this.template = template;
        this.acked = acked;
    }

    /**
     * Reads a payload as it will be sent.
     *
     * @throws IllegalArgumentException if it is no JSON, or has an integer where the mark is to stand
     */
    static JsonBytes payload(String template, String mark) {
        byte[] text = template.replace("%mark", mark).getBytes(StandardCharsets.UTF_8);
        try {
            var unused = Json.tree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("--publish-data is no JSON once %mark is a text", e);
        }
        return JsonBytes.ofUtf8(text);
    }

    /** Returns what is done when it may publish, and fails when it may not. */
    CompletableFuture<LightSocket> admitted() {
        return admitted;
    }

    @Override
    public CompletionStage<?> publish(String mark) {
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        underWay = done;
        if (admitted.isCompletedExceptionally()) {
            done.completeExceptionally(new IOException("the publisher's socket ended"));
            return done;
        }
        LightSocket socket = admitted.join();
        JsonBytes payload = JsonBytes.ofUtf8(template.replace("%mark", mark).getBytes(StandardCharsets.UTF_8));
        if (acked) {
            socket.ask(event, payload, answer -> {
                if (answer.path("success").isBoolean()
                        && !answer.path("success").asBoolean()) {
                    done.completeExceptionally(
                            new IOException("refused: " + answer.path("code").asText()));
                } else {
                    done.complete(null);
                }
            });
        } else {
            socket.emit(event, payload).addListener(written -> {
                if (written.isSuccess()) {
                    done.complete(null);
                } else {
                    done.completeExceptionally(written.cause());
                }
            });
        }
        return done;
    }

    @Override
    public void admitted(LightSocket socket) {
        admitted.complete(socket);
    }

    @Override
    public void event(LightSocket socket, ByteBuf frame) {
        // Others hear.
    }

    @Override
    public void ended(LightSocket socket, String reason) {
        IOException failure = new IOException(reason);
        admitted.obtrudeException(failure);
        underWay.completeExceptionally(failure);
    }
}
