package dev.maestro.server.measure;

import dev.maestro.protocol.event.EventName;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.backend.EventFeed;
import dev.maestro.server.backend.Offset;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * What came out of the feed here and was handed to the sockets: how many events of which family, and how long after their
 * commit.
 *
 * <p>An event is counted once, whoever gets it. A commit of another node is timed by that node's clock; one that seems to
 * come from the future took no time.
 *
 * <p>Threads: thread-safe; {@link #take} is confined to the one that samples.
 */
public final class EventFlow {
    private static final double TENTHS = 10;

    private final Clock clock;
    private final Map<EventName, LongAdder> counts = new EnumMap<>(EventName.class);
    private final AtomicLong lagMillis = new AtomicLong();
    private final AtomicLong longestLagMillis = new AtomicLong();
    private final Spread lags = Spread.ofTimes();
    private final LongAdder gaps = new LongAdder();

    // Touched by the one that samples, alone.
    private final Map<EventName, Long> taken = new EnumMap<>(EventName.class);

    /** Makes one that has counted nothing. */
    public EventFlow(Clock clock) {
        this.clock = clock;
        for (EventName name : EventName.values()) {
            counts.put(name, new LongAdder());
        }
    }

    /** Returns a listener that does what another does, and has it counted when that is done. */
    public EventFeed.Listener after(EventFeed.Listener listener) {
        return new EventFeed.Listener() {
            @Override
            public void onEvents(List<CommittedEvent> events) {
                listener.onEvents(events);
                count(events);
            }

            @Override
            public void onGap(Offset resumesAfter) {
                gaps.increment();
                listener.onGap(resumesAfter);
            }
        };
    }

    void count(List<CommittedEvent> events) {
        long now = clock.millis();
        long lag = 0;
        long longest = 0;
        for (CommittedEvent event : events) {
            Objects.requireNonNull(counts.get(event.name())).increment();
            long late = Math.max(0, now - event.timestamp());
            lag += late;
            longest = Math.max(longest, late);
            lags.addNanos(TimeUnit.MILLISECONDS.toNanos(late));
        }
        lagMillis.addAndGet(lag);
        longestLagMillis.accumulateAndGet(longest, Math::max);
    }

    /** Returns what was counted since the last call, and begins anew. */
    Taken take() {
        long lag = lagMillis.getAndSet(0);
        long longest = longestLagMillis.getAndSet(0);
        Map<String, Long> families = new TreeMap<>();
        long events = 0;
        for (Map.Entry<EventName, LongAdder> entry : counts.entrySet()) {
            long total = entry.getValue().sum();
            long count = total - Objects.requireNonNullElse(taken.put(entry.getKey(), total), 0L);
            if (count > 0) {
                events += count;
                families.merge(family(entry.getKey()), count, Long::sum);
            }
        }
        return new Taken(
                events, families, new Lag(longest, events == 0 ? 0 : Math.round(TENTHS * lag / events) / TENTHS));
    }

    /** Returns how many there were of each since the start, those that never came among them. */
    public Map<EventName, Long> totals() {
        Map<EventName, Long> totals = new EnumMap<>(EventName.class);
        counts.forEach((name, count) -> totals.put(name, count.sum()));
        return totals;
    }

    /** Returns how long all took since the start, in seconds. */
    public Spread.Reading lags() {
        return lags.read();
    }

    /** Returns how often events were lost before they came here, since the start. */
    public long gaps() {
        return gaps.sum();
    }

    private static String family(EventName name) {
        return name.wire().substring(0, name.wire().indexOf(':'));
    }

    /**
     * What was counted over a time.
     *
     * @param events how many there were
     * @param families how many of each family there was: what stands before the colon of their names
     */
    record Taken(long events, Map<String, Long> families, Lag lag) {}

    /**
     * How long events took from their commit until they were handed to the sockets, in milliseconds.
     *
     * @param max the longest; 0 if there were none
     * @param mean of all; 0 if there were none
     */
    record Lag(long max, double mean) {}
}
