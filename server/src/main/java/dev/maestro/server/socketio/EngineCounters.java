package dev.maestro.server.socketio;

import dev.maestro.protocol.error.DisconnectReason;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * What an engine counts: sessions that began and ended, by reason, messages that were dropped, by class, and what went
 * through it, since it was made; how many sessions long-polling carries, and what waits for clients now.
 *
 * <p>Threads: thread-safe.
 */
final class EngineCounters {
    private final LongAdder opened = new LongAdder();
    private final AtomicInteger polling = new AtomicInteger();
    private final AtomicInteger webSockets = new AtomicInteger();
    private final Map<DisconnectReason, LongAdder> closes = new EnumMap<>(DisconnectReason.class);
    private final Map<MessageClass, LongAdder> drops = new EnumMap<>(MessageClass.class);
    // An entry for each namespace that is registered and each template.
    private final Map<String, LongAdder> joins = new ConcurrentHashMap<>();
    private final BroadcastCounts broadcasts = new BroadcastCounts();
    private final RecoveryCounts recoveries = new RecoveryCounts();
    private final WaitingCounts polled = new WaitingCounts();
    private final WaitingCounts pushed = new WaitingCounts();

    EngineCounters() {
        for (DisconnectReason reason : DisconnectReason.values()) {
            closes.put(reason, new LongAdder());
        }
        for (MessageClass kind : MessageClass.values()) {
            drops.put(kind, new LongAdder());
        }
    }

    void webSocketOpened() {
        webSockets.incrementAndGet();
    }

    void webSocketClosed() {
        webSockets.decrementAndGet();
    }

    /** Returns how many WebSockets are open now, whatever became of their sessions. */
    int webSockets() {
        return webSockets.get();
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

    /** A socket joined a namespace. */
    void joined(RegisteredNamespace namespace) {
        NamespaceInstance instance = namespace.instance();
        joins.computeIfAbsent(instance == null ? namespace.name() : instance.template(), name -> new LongAdder())
                .increment();
    }

    BroadcastCounts broadcasts() {
        return broadcasts;
    }

    RecoveryCounts recoveries() {
        return recoveries;
    }

    /** Returns what waits for clients of long-polling. */
    WaitingCounts polled() {
        return polled;
    }

    /** Returns what waits for clients of WebSockets. */
    WaitingCounts pushed() {
        return pushed;
    }

    EngineTraffic traffic(EngineTraffic.Loops loops) {
        Map<String, Long> joined = new HashMap<>();
        joins.forEach((name, count) -> joined.put(name, count.sum()));
        return new EngineTraffic(joined, broadcasts.read(), polled.read(), pushed.read(), recoveries.read(), loops);
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
