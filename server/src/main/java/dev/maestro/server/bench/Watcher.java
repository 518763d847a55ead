package dev.maestro.server.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.bench.client.LightSocket;
import dev.maestro.server.bench.client.SocketListener;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One socket that hears marked messages, and judges them.
 *
 * <p>Threads: confined to the socket's event loop. Memory: some hundred bytes.
 */
final class Watcher implements SocketListener {
    /** Hears how a watcher fares, on its event loop. */
    interface Audience {
        /** It hears from now on. */
        void ready(Watcher watcher);

        /** It is over, or never was ready. */
        void gone(Watcher watcher, boolean wasReady, String reason);
    }

    private final BenchPlan.@Nullable Emission join;
    private final byte[] eventStart;
    private final LaneHearing[] lanes;
    private final Function<LightSocket, LoopEar> ears;
    private final Audience audience;
    private @Nullable LoopEar ear;
    // Set before anybody is told that it is ready.
    private volatile @Nullable EventExecutor loop;
    private boolean ready;
    private boolean gone;

    /**
     * @param join what it asks to hear; null when it hears at once
     * @param eventStart how frames begin that are looked at
     * @param ears what it has in common with others of its event loop
     */
    Watcher(
            BenchPlan.@Nullable Emission join,
            byte[] eventStart,
            int lanes,
            Function<LightSocket, LoopEar> ears,
            Audience audience) {
        this.join = join;
        this.eventStart = eventStart;
        this.lanes = new LaneHearing[lanes];
        for (int i = 0; i < lanes; i++) {
            this.lanes[i] = new LaneHearing(0);
        }
        this.ears = ears;
        this.audience = audience;
    }

    @Override
    public void admitted(LightSocket socket) {
        ear = ears.apply(socket);
        loop = socket.loop();
        if (join == null) {
            becomeReady();
            return;
        }
        socket.ask(join.event(), JsonBytes.of(join.data()), answer -> {
            JsonNode success = answer.path("success");
            if (success.isBoolean() && !success.asBoolean()) {
                ended(
                        socket,
                        "refused: " + join.event() + ", " + answer.path("code").asText());
                socket.close();
            } else {
                becomeReady();
            }
        });
    }

    private void becomeReady() {
        ready = true;
        audience.ready(this);
    }

    @Override
    public void event(LightSocket socket, ByteBuf frame) {
        LoopEar mine = ear;
        if (mine == null || !Bytes.begins(frame, eventStart) || !mine.mark.find(frame)) {
            return;
        }
        int lane = mine.mark.lane();
        if (lane >= lanes.length) {
            return;
        }
        lanes[lane].heard(mine.mark.seq());
        mine.all.increment();
        long due = mine.mark.dueMicros();
        if (mine.time.measured(due)) {
            mine.measured++;
            mine.bytes += frame.readableBytes();
            mine.latencies.record(mine.time.micros() - due);
        }
    }

    @Override
    public void ended(LightSocket socket, String reason) {
        if (!gone) {
            gone = true;
            audience.gone(this, ready, reason);
        }
    }

    /** Has its event loop look at what it heard, and waits for the answer; to be asked once it was ready. */
    <T> T ask(Function<List<LaneHearing>, T> question) {
        return Loops.ask(Objects.requireNonNull(loop), () -> question.apply(List.of(lanes)));
    }
}
