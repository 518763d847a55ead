package dev.maestro.server.socketio;

import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.server.edge.RunningEdge;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The engine as the hub has it, behind the front; closing it fails for lost buffers. */
final class EngineBehindEdge implements AutoCloseable {
    /** Long enough for a test to say what it has to say, short enough to see what is left behind go. */
    private static final EngineConfig CONFIG = new EngineConfig(
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            1_000_000,
            Duration.ofSeconds(4),
            Duration.ofSeconds(2),
            Duration.ofMillis(500),
            1 << 20,
            4_096,
            EngineConfig.Compression.OFF,
            100);

    private final BlockingQueue<DisconnectReason> disconnects = new LinkedBlockingQueue<>();
    private final BlockingQueue<Socket> sockets = new LinkedBlockingQueue<>();
    private final Engine engine = Engine.of(CONFIG);
    private final RunningEdge edge = RunningEdge.withEngine(engine::addHandlers, RunningEdge.nowhere());

    private EngineBehindEdge() {
        engine.namespace("/", new EchoNamespace(sockets, disconnects));
        engine.namespace("/custom", new EchoNamespace(sockets, disconnects));
    }

    /** Serves {@code /} and {@code /custom}. */
    static EngineBehindEdge start() {
        return new EngineBehindEdge();
    }

    int port() {
        return edge.port();
    }

    RunningEdge edge() {
        return edge;
    }

    Engine engine() {
        return engine;
    }

    /** Waits until no engine session and no socket is left, at most 20 s. */
    void awaitNobody() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (engine.status().engineSessions() > 0) {
            if (System.nanoTime() > end) {
                throw new AssertionError(engine.status() + " is left after 20 s");
            }
            LockSupport.parkNanos(1_000_000);
        }
        EngineStatus status = engine.status();
        if (!status.namespaces().values().stream().allMatch(namespace -> namespace.sockets() == 0)) {
            throw new AssertionError("sockets without a session are left: " + status);
        }
    }

    @Override
    public void close() {
        engine.close().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
        edge.close();
    }
}
