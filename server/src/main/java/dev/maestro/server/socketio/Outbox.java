package dev.maestro.server.socketio;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Messages that wait for one client, oldest first: references to shared bytes, never copies.
 *
 * <p>Holds one reference of each message. The bound is the {@link SendPolicy}'s.
 */
@EventLoopConfined
final class Outbox {
    /** About what a waiting message costs beside its bytes. */
    static final int OVERHEAD_BYTES = 64;

    private final Deque<Waiting> waiting = new ArrayDeque<>(8);
    private final EngineCounters counters;
    private final WaitingCounts counted;
    private long bytes;
    private int volatiles;

    /**
     * Makes one in which nothing waits.
     *
     * @param counters counts what is dropped
     * @param counted counts what waits, of all outboxes of a transport
     */
    Outbox(EngineCounters counters, WaitingCounts counted) {
        this.counters = counters;
        this.counted = counted;
    }

    void add(Outgoing message, MessageClass kind) {
        waiting.add(new Waiting(message, kind, System.nanoTime()));
        counted.added(message.sizeBytes());
        bytes += message.sizeBytes() + OVERHEAD_BYTES;
        volatiles += kind == MessageClass.VOLATILE ? 1 : 0;
    }

    /** Takes the oldest message, with its reference; null when none waits. */
    @Nullable
    Waiting poll() {
        Waiting next = waiting.poll();
        if (next != null) {
            forget(next);
            counted.waited(System.nanoTime() - next.since());
        }
        return next;
    }

    Iterable<Waiting> all() {
        return waiting;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    long bytes() {
        return bytes;
    }

    int messages() {
        return waiting.size();
    }

    /** Drops the volatile messages; returns whether there were any. */
    boolean dropVolatile() {
        return volatiles > 0
                && waiting.removeIf(message -> {
                    boolean volatileOne = message.kind() == MessageClass.VOLATILE;
                    if (volatileOne) {
                        drop(message);
                    }
                    return volatileOne;
                });
    }

    /** Drops everything. */
    void discard() {
        waiting.forEach(this::drop);
        waiting.clear();
    }

    private void drop(Waiting message) {
        forget(message);
        message.message().release();
        counters.dropped(message.kind());
    }

    private void forget(Waiting gone) {
        bytes -= gone.message().sizeBytes() + OVERHEAD_BYTES;
        counted.removed(gone.message().sizeBytes());
        volatiles -= gone.kind() == MessageClass.VOLATILE ? 1 : 0;
    }

    /**
     * A message and what it is.
     *
     * @param since when it came, on the scale of {@link System#nanoTime}
     */
    record Waiting(Outgoing message, MessageClass kind, long since) {}
}
