package dev.maestro.server.namespace;

import dev.maestro.server.socketio.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ObjLongConsumer;

/**
 * One hold of a socket's broadcasts, which ends once: with a snapshot in its place, or given up.
 *
 * <p>Whoever comes second changes nothing. Else the news that reaches a snapshot after it was given up would end the
 * hold of the next one.
 *
 * <p>Threads: thread-safe.
 */
final class BroadcastHold {
    private final ObjLongConsumer<Runnable> release;
    private final AtomicBoolean ended = new AtomicBoolean();

    /** Makes a hold that has begun; {@code release} is called at most once. */
    BroadcastHold(ObjLongConsumer<Runnable> release) {
        this.release = release;
    }

    /** Begins to hold. */
    static BroadcastHold on(Socket socket) {
        socket.holdBroadcasts();
        return new BroadcastHold((between, upTo) -> socket.releaseBroadcasts(upTo, between));
    }

    /** Sends what is held up to a sequence, does what belongs there, then sends the rest. */
    void end(long upTo, Runnable between) {
        if (ended.compareAndSet(false, true)) {
            release.accept(between, upTo);
        }
    }

    /** Sends everything that is held. */
    void giveUp() {
        end(Long.MAX_VALUE, () -> {});
    }
}
