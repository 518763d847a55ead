package dev.maestro.server.socketio;

import dev.maestro.server.measure.Spread;
import java.util.concurrent.atomic.LongAdder;

/**
 * What waits in all outboxes of one transport, and how long what has left them had waited.
 *
 * <p>Threads: thread-safe. What is sent at once, as most is, is not counted here.
 */
final class WaitingCounts {
    private final LongAdder messages = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final Spread waits = Spread.ofTimes();

    void added(int sizeBytes) {
        messages.increment();
        bytes.add(sizeBytes);
    }

    void removed(int sizeBytes) {
        messages.decrement();
        bytes.add(-sizeBytes);
    }

    void waited(long nanos) {
        waits.addNanos(nanos);
    }

    EngineTraffic.Waiting read() {
        return new EngineTraffic.Waiting(Math.max(0, messages.sum()), Math.max(0, bytes.sum()), waits.read());
    }
}
