package dev.maestro.server.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.bench.client.LightSocket;
import dev.maestro.server.bench.client.SocketListener;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * The owner of a terminal: writes chunks as they become due, as far as its credit reaches.
 *
 * <p>Threads: its event loop; {@link #due} comes from the pace's.
 */
final class TerminalWriter implements SocketListener {
    /** The hub takes 256 acks outstanding; credit usually ends before. */
    private static final int MOST_UNACKED = 200;

    private static final String PTY = "bench";

    private final String sessionId;
    private final int chunkBytes;
    private final RunTime time;
    private final CompletableFuture<LightSocket> registered = new CompletableFuture<>();
    private final Tally refused = new Tally();

    // Touched by the event loop, read by others.
    private volatile long written;
    private volatile long acked;

    // The following are touched by the event loop only.
    private long due;
    private long credit;
    private int unacked;
    private long heldMicros;
    private long heldSince = -1;

    TerminalWriter(String sessionId, int chunkBytes, RunTime time) {
        this.sessionId = sessionId;
        this.chunkBytes = chunkBytes;
        this.time = time;
    }

    /** Returns what is done when the terminal is there, and fails when it will not be. */
    CompletableFuture<LightSocket> registered() {
        return registered;
    }

    @Override
    public void admitted(LightSocket socket) {
        ObjectNode registration = Run.nothing().put("ptyId", PTY).put("sessionId", sessionId);
        socket.ask("terminal:register", JsonBytes.of(registration), answer -> {
            if (!answer.path("success").asBoolean()) {
                registered.completeExceptionally(new IOException(
                        "refused: terminal:register, " + answer.path("code").asText()));
                return;
            }
            credit = answer.path("credit").asLong();
            registered.complete(socket);
        });
    }

    /** Has one more chunk written as soon as the hub takes it. */
    void due(LightSocket socket) {
        socket.loop().execute(() -> {
            due++;
            write(socket);
        });
    }

    private void write(LightSocket socket) {
        while (due > 0 && written - acked + chunkBytes <= credit && unacked < MOST_UNACKED) {
            due--;
            long position = written;
            written = position + chunkBytes;
            unacked++;
            ObjectNode output = Run.nothing()
                    .put("ptyId", PTY)
                    .put("data", Output.at(position, chunkBytes))
                    .put("position", position);
            socket.ask("terminal:output", JsonBytes.of(output), answer -> answered(socket, answer));
        }
        hold();
    }

    private void hold() {
        if (due == 0) {
            heldMicros += heldSince < 0 ? 0 : time.micros() - heldSince;
            heldSince = -1;
        } else if (heldSince < 0) {
            heldSince = time.micros();
        }
    }

    private void answered(LightSocket socket, JsonNode answer) {
        unacked--;
        if (answer.path("success").asBoolean()) {
            acked = Math.max(acked, answer.path("position").asLong());
        } else {
            refused.add(answer.path("code").asText());
        }
        write(socket);
    }

    /** Ends the terminal, as the command's end does, when all it wrote was taken. */
    void exit(LightSocket socket) {
        socket.ask("terminal:exit", JsonBytes.of(Run.nothing().put("ptyId", PTY).put("exitCode", 0)), answer -> {});
    }

    @Override
    public void event(LightSocket socket, ByteBuf frame) {
        // Sizes and keys are nobody's here.
    }

    @Override
    public void ended(LightSocket socket, String reason) {
        if (!registered.completeExceptionally(new IOException(reason))) {
            refused.add("the owner's socket ended: " + reason);
        }
    }

    /** Returns the position after what was written. */
    long written() {
        return written;
    }

    /** Returns why output was refused. */
    Tally refused() {
        return refused;
    }

    /** Returns for how long chunks that were due waited for credit; on the event loop. */
    long heldMicros() {
        return heldMicros + (heldSince < 0 ? 0 : time.micros() - heldSince);
    }
}
