package dev.maestro.server;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.rawsocket.RawSockets;
import dev.maestro.server.socketio.Engine;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells every client that the hub stops, each to come back after another while, and closes its connection. */
final class Farewell {
    private static final Logger log = LoggerFactory.getLogger(Farewell.class);
    private static final String SHUTDOWN = "server:shutdown";
    private static final int MAX_RECONNECT_AFTER_MS = 5_000;
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /**
     * What a client is told.
     *
     * @param timestamp when, epoch milliseconds
     * @param reconnectAfter how long it should wait, in milliseconds, so that not all come back at once
     */
    private record Shutdown(long timestamp, int reconnectAfter) {}

    private Farewell() {}

    /** Says goodbye and waits a short while until all are gone. */
    static void say(Engine engine, RawSockets rawSockets, Clock clock) throws InterruptedException {
        long now = clock.millis();
        engine.emitToAll(SHUTDOWN, () -> shutdown(now));
        rawSockets.tellEverybody(SHUTDOWN, () -> shutdown(now), now);
        rawSockets.close();
        try {
            engine.close().toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.atInfo().log("some clients did not take their last messages in time");
        } catch (ExecutionException e) {
            throw new IllegalStateException("the engine did not close", e.getCause());
        }
    }

    private static JsonBytes shutdown(long now) {
        return JsonBytes.of(new Shutdown(now, ThreadLocalRandom.current().nextInt(MAX_RECONNECT_AFTER_MS + 1)));
    }
}
