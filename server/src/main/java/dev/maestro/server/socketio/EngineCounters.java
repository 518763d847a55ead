package dev.maestro.server.socketio;

import dev.maestro.protocol.error.DisconnectReason;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many engine sessions began and ended, by reason, and how many messages were dropped, by class, since the engine was
 * made; and how many sessions long-polling carries now.
 *
 * <p>Threads: thread-safe.
 */
final class EngineCounters {
    private final LongAdder opened = new LongAdder();
    private final AtomicInteger polling = new AtomicInteger();
    private final Map<DisconnectReason, LongAdder> closes = new EnumMap<>(DisconnectReason.class);
    private final Map<MessageClass, LongAdder> drops = new EnumMap<>(MessageClass.class);

    EngineCounters() {
        for (DisconnectReason reason : DisconnectReason.values()) {
            closes.put(reason, new LongAdder());
        }
        for (MessageClass kind : MessageClass.values()) {
            drops.put(kind, new LongAdder());
        }
    }

    void opened() {
        opened.increment();
    }

    void pollingBegan() {
        polling.incrementAndGet();
    }

    void pollingEnded() {
        polling.decrementAndGet();
    }

    void closed(DisconnectReason reason) {
        closes.getOrDefault(reason, new LongAdder()).increment();
    }

    void dropped(MessageClass kind) {
        drops.getOrDefault(kind, new LongAdder()).increment();
    }

    /** Returns how many sessions began. */
    long begun() {
        return opened.sum();
    }

    /** Returns how many sessions are carried by long-polling now. */
    int polling() {
        return polling.get();
    }

    /** Returns the sessions that ended, for each reason there was. */
    Map<DisconnectReason, Long> closes() {
        return counted(closes);
    }

    /** Returns the messages that were dropped, for each class of which there were any. */
    Map<MessageClass, Long> drops() {
        return counted(drops);
    }

    private static <K extends Enum<K>> Map<K, Long> counted(Map<K, LongAdder> adders) {
        Map<K, Long> counts = new HashMap<>();
        adders.forEach((key, adder) -> {
            long count = adder.sum();
            if (count > 0) {
                counts.put(key, count);
            }
        });
        return Map.copyOf(counts);
    }
}
