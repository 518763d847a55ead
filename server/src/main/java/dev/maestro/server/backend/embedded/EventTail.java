package dev.maestro.server.backend.embedded;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.maestro.server.backend.CommittedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The newest events, so that who keeps up reads none from disk.
 *
 * <p>Holds at most {@value #MAX_EVENTS} events and {@value #MAX_BYTES} bytes of payload; the oldest go first.
 *
 * <p>Threads: thread-safe.
 */
final class EventTail {
    private static final int MAX_EVENTS = 1 << 13;
    private static final long MAX_BYTES = 8L << 20;

    // The event of a sequence is at its remainder.
    @GuardedBy("this")
    private final @Nullable CommittedEvent[] ring = new CommittedEvent[MAX_EVENTS];

    @GuardedBy("this")
    private long head;

    // The sequence of the oldest event held; head + 1 when none is.
    @GuardedBy("this")
    private long first;

    @GuardedBy("this")
    private long bytes;

    EventTail(long head) {
        this.head = head;
        this.first = head + 1;
    }

    synchronized long head() {
        return head;
    }

    /** Adds what follows on the head. */
    synchronized void append(List<CommittedEvent> events) {
        for (CommittedEvent event : events) {
            if (event.offset().sequence() != head + 1) {
                throw new IllegalStateException("event " + event.offset().sequence() + " after " + head);
            }
            while (head - first + 1 >= MAX_EVENTS) {
                dropFirst();
            }
            head++;
            ring[slot(head)] = event;
            bytes += event.data().lengthBytes();
            while (bytes > MAX_BYTES) {
                dropFirst();
            }
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

    /** Returns the events after a sequence, at most so many; empty when they are not held. */
    synchronized Optional<List<CommittedEvent>> after(long sequence, int limit) {
        if (sequence < first - 1 || sequence > head) {
            return Optional.empty();
        }
        int count = (int) Math.min(limit, head - sequence);
        List<CommittedEvent> events = new ArrayList<>(count);
        for (long next = sequence + 1; next <= sequence + count; next++) {
            CommittedEvent event = ring[slot(next)];
            if (event != null) {
                events.add(event);
            }
        }
        return Optional.of(events);
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
