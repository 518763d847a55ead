package dev.maestro.server.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.protocol.json.Json;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.bench.client.LightSocket;
import dev.maestro.server.bench.client.SocketListener;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;

/**
 * One viewer of a terminal, which looks at every byte and acks as a terminal that writes at once.
 *
 * <p>Threads: its event loop, but for the position, which anybody may read.
 */
final class TerminalWatcher implements SocketListener {
    /** Hears how a viewer fares, on its event loop. */
    interface Audience {
        /** It watches. */
        void ready(TerminalWatcher watcher, LightSocket socket);

        /** It is over, or never watched. */
        void gone(boolean wasReady, String reason);
    }

    private static final int ACK_BYTES = 32 << 10;
    private static final String NAMESPACE_START = "42/terminal,";

    private final ObjectNode watching;
    private final String sessionId;
    private final RunTime time;
    private final LongUnaryOperator dueMicros;
    private final Audience audience;
    private final AtomicLong position = new AtomicLong(-1);

    // The following are touched by the event loop only, and read there.
    final Latencies lag = new Latencies();
    long bytes;
    long measuredBytes;
    long holes;
    long missingBytes;
    long overlaps;
    long mismatches;
    long resyncs;
    long skippedBytes;
    private long acked;
    private boolean ready;

    /** @param dueMicros tells when the byte at a position was due to be written, in microseconds since the run began */
    TerminalWatcher(String sessionId, boolean lossless, RunTime time, LongUnaryOperator dueMicros, Audience audience) {
        this.sessionId = sessionId;
        this.watching = Run.nothing().put("sessionId", sessionId);
        if (lossless) {
            watching.put("lossless", true);
        }
        this.time = time;
        this.dueMicros = dueMicros;
        this.audience = audience;
    }

    @Override
    public void admitted(LightSocket socket) {
        socket.ask("terminal:watch", JsonBytes.of(watching), answer -> {
            if (!answer.path("success").asBoolean()) {
                ended(socket, "refused: terminal:watch, " + answer.path("code").asText());
                socket.close();
                return;
            }
            position.set(answer.path("position").asLong());
            acked = position.get();
            ready = true;
            audience.ready(this, socket);
        });
    }

    /** Returns where it is; -1 before it watches. */
    long position() {
        return position.get();
    }

    @Override
    public void event(LightSocket socket, ByteBuf frame) {
        if (!ready) {
            return;
        }
        JsonNode event = parsed(frame);
        JsonNode payload = event.path(1);
        switch (event.path(0).asText()) {
            case "terminal:output" ->
                output(
                        socket,
                        payload.path("position").asLong(),
                        payload.path("data").asText());
            case "terminal:resync" -> resync(payload.path("position").asLong());
            default -> {
                // Owners, sizes and ends are not measured.
            }
        }
    }

    private static JsonNode parsed(ByteBuf frame) {
        int start = NAMESPACE_START.length();
        byte[] text = ByteBufUtil.getBytes(frame, frame.readerIndex() + start, frame.readableBytes() - start);
        try {
            return Json.tree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event of /terminal is no JSON", e);
        }
    }

    private void output(LightSocket socket, long from, String data) {
        long expected = position.get();
        if (from > expected) {
            holes++;
            missingBytes += from - expected;
        } else if (from < expected) {
            overlaps++;
        }
        if (!Output.matches(from, data)) {
            mismatches++;
        }
        long end = from + data.length();
        bytes += data.length();
        long due = dueMicros.applyAsLong(end - 1);
        if (time.measured(due)) {
            measuredBytes += data.length();
            lag.record(time.micros() - due);
        }
        position.set(end);
        if (end - acked >= ACK_BYTES) {
            acked = end;
            var unused = socket.emit(
                    "terminal:ack",
                    JsonBytes.of(Run.nothing().put("sessionId", sessionId).put("position", end)));
        }
    }

    private void resync(long to) {
        resyncs++;
        skippedBytes += Math.max(0, to - position.get());
        position.set(to);
        acked = to;
    }

    @Override
    public void ended(LightSocket socket, String reason) {
        audience.gone(ready, reason);
        ready = false;
    }
}
