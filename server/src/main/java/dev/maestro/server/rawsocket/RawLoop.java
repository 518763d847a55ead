package dev.maestro.server.rawsocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Consumer;

/**
 * The raw WebSockets of one event loop.
 *
 * <p>Threads: confined to its event loop, but for {@link #execute} and {@link #size}.
 */
final class RawLoop {
    private final EventLoop eventLoop;
    private final RawCounters counters;
    private final Set<RawConnection> connections = new LinkedHashSet<>();
    private final AtomicIntegerArray sizes = new AtomicIntegerArray(RawFamily.values().length);

    RawLoop(EventLoop eventLoop, RawCounters counters) {
        this.eventLoop = eventLoop;
        this.counters = counters;
    }

    RawCounters counters() {
        return counters;
    }

    /** Returns how many of a family are open. */
    int size(RawFamily family) {
        return sizes.get(family.ordinal());
    }

    /** Runs a task on the loop, after those given before. */
    void execute(Runnable task) {
        eventLoop.execute(task);
    }

    /** Adds an open connection. */
    void add(RawConnection connection) {
        if (connections.add(connection)) {
            sizes.incrementAndGet(connection.family().ordinal());
            counters.opened(connection.family());
        }
    }

    /** Forgets a connection; does nothing for one that is not here. */
    void remove(RawConnection connection) {
        if (connections.remove(connection)) {
            sizes.decrementAndGet(connection.family().ordinal());
        }
    }

    /** Does something with each connection; it may remove itself. */
    void each(Consumer<RawConnection> action) {
        new ArrayList<>(connections).forEach(action);
    }

    /** Writes each message, in order, to each connection that wants it, and flushes each once. */
    void deliver(List<RawMessage> messages, List<ByteBuf> frames) {
        each(connection -> {
            for (int i = 0; i < frames.size(); i++) {
                if (connection.wants(messages.get(i))) {
                    connection.write(frames.get(i));
                }
            }
            connection.flush();
        });
    }
}
