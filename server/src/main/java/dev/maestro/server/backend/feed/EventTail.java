package dev.maestro.server.backend.feed;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.backend.Offset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The newest events, so that who keeps up reads none from the store.
 *
 * <p>Holds at most {@value #MAX_EVENTS} events and {@value #MAX_BYTES} bytes of payload; the oldest go first. The log it is
 * the tail of may begin another epoch: then it holds nothing, and another life of it has begun.
 *
 * <p>Threads: thread-safe.
 */
final class EventTail {
    private static final int MAX_EVENTS = 1 << 13;
    private static final long MAX_BYTES = 8L << 20;

    // The event of a sequence is at its remainder; null for one that was passed over.
    @GuardedBy("this")
    private final @Nullable CommittedEvent[] ring = new CommittedEvent[MAX_EVENTS];

    @GuardedBy("this")
    private Life life;

    @GuardedBy("this")
    private long head;

    // The sequence of the oldest event held; head + 1 when none is.
    @GuardedBy("this")
    private long first;

    @GuardedBy("this")
    private long bytes;

    // The last event the store has removed. It may still be here, for listeners who were here all the time.
    @GuardedBy("this")
    private long trimmed;

    EventTail(Offset head, long trimmed) {
        this.life = new Life(1, head);
        this.head = head.sequence();
        this.first = this.head + 1;
        this.trimmed = trimmed;
    }

    /**
     * One epoch as this node has lived through it.
     *
     * @param number counts them
     * @param start the offset after which its events follow here
     */
    record Life(int number, Offset start) {
        boolean holds(Offset place) {
            return start.epoch().equals(place.epoch());
        }
    }

    synchronized Life life() {
        return life;
    }

    synchronized Offset head() {
        return new Offset(life.start().epoch(), head);
    }

    /** Returns whether a place of this epoch is as far as the tail goes, or further. */
    synchronized boolean isAtHead(Offset place) {
        return life.holds(place) && place.sequence() >= head;
    }

    /**
     * Adds what follows on the head.
     *
     * @param events in order
     * @param through the new head; numbers that no event has are passed over
     */
    synchronized void append(List<CommittedEvent> events, long through) {
        for (CommittedEvent event : events) {
            if (!life.holds(event.offset()) || event.offset().sequence() <= head) {
                throw new IllegalStateException("event " + event.offset() + " after " + head);
            }
            moveHead(event.offset().sequence(), event);
        }
        if (through > head) {
            moveHead(through, null);
        }
    }

    /** Moves the head on over events that are not held here. */
    synchronized void advance(long newHead) {
        while (first <= head) {
            dropFirst();
        }
        head = newHead;
        first = newHead + 1;
    }

    /** Begins the next life: an epoch whose events follow on {@code start}. */
    synchronized void restart(Offset start) {
        advance(start.sequence());
        life = new Life(life.number() + 1, start);
        trimmed = start.sequence();
    }

    synchronized void trimmed(Offset last) {
        if (life.holds(last)) {
            trimmed = Math.max(trimmed, last.sequence());
        }
    }

    /** Returns what follows on a place, at most so many events; empty when that is not held. */
    synchronized Optional<Portion> after(Offset place, int limit) {
        if (!life.holds(place) || place.sequence() < first - 1 || place.sequence() > head) {
            return Optional.empty();
        }
        List<CommittedEvent> events = new ArrayList<>((int) Math.min(limit, head - place.sequence()));
        long through = place.sequence();
        while (through < head && events.size() < limit) {
            through++;
            CommittedEvent event = ring[slot(through)];
            if (event != null) {
                events.add(event);
            }
        }
        return Optional.of(Portion.of(events, new Offset(place.epoch(), through)));
    }

    /** Returns like {@link #after}, but nothing that the store has removed. */
    synchronized Optional<Portion> keptAfter(Offset place, int limit) {
        return place.sequence() < trimmed ? Optional.empty() : after(place, limit);
    }

    @GuardedBy("this")
    private void moveHead(long newHead, @Nullable CommittedEvent event) {
        if (newHead - head >= MAX_EVENTS) {
            advance(newHead - 1);
        }
        while (head < newHead) {
            if (head - first + 1 >= MAX_EVENTS) {
                dropFirst();
            }
            head++;
        }
        if (event == null) {
            return;
        }
        ring[slot(head)] = event;
        bytes += event.data().lengthBytes();
        while (bytes > MAX_BYTES) {
            dropFirst();
        }
    }

    @GuardedBy("this")
    private void dropFirst() {
        CommittedEvent dropped = ring[slot(first)];
        ring[slot(first)] = null;
        if (dropped != null) {
            bytes -= dropped.data().lengthBytes();
        }
        first++;
    }

    private static int slot(long sequence) {
        return (int) (sequence & (MAX_EVENTS - 1));
    }
}
