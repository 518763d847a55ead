package dev.maestro.server.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.maestro.server.bench.client.LightSocket;
import dev.maestro.server.bench.client.SocketListener;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sockets that come in at an even rate, hear nothing, and stay.
 *
 * <p>Threads: begun and asked by one; what sockets tell comes on their event loops.
 */
final class Arrivals {
    private final Run run;
    private final String namespace;
    private final ObjectNode said;
    private final Queue<Came> admitted = new ConcurrentLinkedQueue<>();
    private final AtomicInteger admittedCount = new AtomicInteger();
    private final Tally notAdmitted = new Tally();
    private final Tally ended = new Tally();
    private volatile long lastMicros;
    private volatile boolean closing;

    private record Came(LightSocket socket, long tookMicros) {}

    Arrivals(Run run, String namespace, ObjectNode said) {
        this.run = run;
        this.namespace = namespace;
        this.said = said;
    }

    /** Has a number of sockets come, and waits until each is in or has failed; returns the pace at which they began. */
    Pace come(int sockets, double rate) {
        Pace pace = Pace.start(run.thread, run.time, rate, sockets, (index, due) -> {
            var unused = run.loops.connect(run.asking(index, namespace, said), new Arrival(due));
        });
        run.awaitComing("connecting", sockets, rate, () -> admittedCount.get() + (int) notAdmitted.total());
        pace.stop();
        return pace;
    }

    /** Has ends from now on not count. */
    void close() {
        closing = true;
    }

    /** Returns those that came in, in that order. */
    List<LightSocket> sockets() {
        return admitted.stream().map(Came::socket).toList();
    }

    int admittedCount() {
        return admittedCount.get();
    }

    Tally notAdmitted() {
        return notAdmitted;
    }

    /** Returns why some ended that had come in. */
    Tally ended() {
        return ended;
    }

    /** Returns how long each took that came in, from when it was due. */
    Latencies latencies() {
        Latencies latencies = new Latencies();
        admitted.forEach(came -> latencies.record(came.tookMicros));
        return latencies;
    }

    /** Returns when the last one came in, in microseconds since the run began; 0 if nobody did. */
    long lastMicros() {
        return lastMicros;
    }

    /** One that comes. */
    private final class Arrival implements SocketListener {
        private final long dueMicros;
        private boolean in;

        Arrival(long dueMicros) {
            this.dueMicros = dueMicros;
        }

        @Override
        public void admitted(LightSocket itself) {
            long now = run.time.micros();
            in = true;
            lastMicros = now;
            admitted.add(new Came(itself, now - dueMicros));
            admittedCount.incrementAndGet();
        }

        @Override
        public void event(LightSocket itself, ByteBuf frame) {
            // It came to be there.
        }

        @Override
        public void ended(LightSocket itself, String reason) {
            if (!in) {
                notAdmitted.add(reason);
            } else if (!closing) {
                ended.add(reason);
            }
        }
    }
}
