package dev.maestro.server.namespace;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.socketio.Socket;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ObjLongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One hold of a socket's broadcasts, which ends once: with a snapshot in its place, or given up.
 *
 * <p>Whoever comes second changes nothing. Else the news that reaches a snapshot after it was given up would end the
 * hold of the next one.
 *
 * <p>Threads: thread-safe.
 */
final class BroadcastHold {
    private static final Logger LOG = LoggerFactory.getLogger(BroadcastHold.class);
    private static final long PATIENCE_SECONDS = 10;

    private final ObjLongConsumer<Runnable> release;
    private final AtomicBoolean ended = new AtomicBoolean();

    /** Makes a hold that has begun; {@code release} is called at most once. */
    BroadcastHold(ObjLongConsumer<Runnable> release) {
        this.release = release;
    }

    /**
     * Begins to hold, and waits until that is in effect: a snapshot read before that could be older than what the socket
     * is sent meanwhile.
     *
     * @throws HubException {@code unavailable} if it takes too long
     * @throws InterruptedException if the hub stops
     */
    static BroadcastHold on(Socket socket) throws InterruptedException {
        CompletionStage<Void> inEffect = socket.holdBroadcasts();
        BroadcastHold hold = new BroadcastHold((between, upTo) -> socket.releaseBroadcasts(upTo, between));
        try {
            inEffect.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return hold;
        } catch (ExecutionException | TimeoutException e) {
            LOG.atDebug().setCause(e).log("a hold did not come into effect");
            hold.giveUp();
            throw HubException.of(ErrorCode.UNAVAILABLE, "the hub is too busy to give the state; try again");
        }
    }

    /** Begins to hold, in effect at once; on the socket's event loop. */
    static BroadcastHold now(Socket socket) {
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
