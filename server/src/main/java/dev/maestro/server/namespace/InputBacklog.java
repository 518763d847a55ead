package dev.maestro.server.namespace;

import dev.maestro.server.socketio.Socket;
import dev.maestro.server.socketio.adapter.HubClient;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much of what was typed for an owner of terminals waits for its connection: so much that typing cannot be what cuts
 * it off, however many type.
 *
 * <p>Threads: thread-safe.
 */
final class InputBacklog {
    private static final String KEY = "namespace.input-backlog";
    private static final int MOST_BYTES = 128 * 1024;
    /** What an event is beside its payload: with it, tiny ones count as what they cost. */
    private static final int EVENT_BYTES = 200;

    private final AtomicLong bytes = new AtomicLong();

    /** Begins to count for a client that has just come. */
    static void begin(HubClient owner) {
        owner.set(KEY, new InputBacklog());
    }

    static InputBacklog of(HubClient owner) {
        return Objects.requireNonNull(owner.get(KEY), "the connect listener comes first");
    }

    /** Returns whether more may be sent. */
    boolean takes() {
        return bytes.get() < MOST_BYTES;
    }

    /** Counts a payload that is about to be sent. */
    void add(int payloadBytes) {
        bytes.addAndGet(payloadBytes + EVENT_BYTES);
    }

    /** Counts a payload that was sent no more, once the connection has caught up with it. */
    void removeWhenTaken(Socket socket, int payloadBytes) {
        socket.execute(() -> socket.whenWritable(() -> bytes.addAndGet(-payloadBytes - EVENT_BYTES)));
    }
}
