package dev.maestro.server.socketio;

import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.server.edge.RunningEdge;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The engine as the hub has it, behind the front; closing it fails for lost buffers. */
final class EngineBehindEdge implements AutoCloseable {
    private final BlockingQueue<DisconnectReason> disconnects = new LinkedBlockingQueue<>();
    private final BlockingQueue<Socket> sockets = new LinkedBlockingQueue<>();
    private final Engine engine;
    private final RunningEdge edge;

    private EngineBehindEdge(EngineConfig config) {
        engine = Engine.of(config);
        edge = RunningEdge.withEngine(engine::addHandlers, RunningEdge.nowhere());
        engine.namespace("/", new EchoNamespace(sockets, disconnects));
        engine.namespace("/custom", new EchoNamespace(sockets, disconnects));
    }

    /** Serves {@code /} and {@code /custom}. */
    static EngineBehindEdge start() {
        return start(EngineFixture.PATIENT);
    }

    /** The same with numbers of its own. */
    static EngineBehindEdge start(EngineConfig config) {
        return new EngineBehindEdge(config);
    }

    /** The same, and who is left behind is soon gone; for clients of which nothing more is expected. */
    static EngineBehindEdge impatient() {
        return start(EngineFixture.impatient());
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

    /** Waits until no engine session and no socket is left, at most 60 s. */
    void awaitNobody() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (engine.status().engineSessions() > 0) {
            if (System.nanoTime() > end) {
                throw new AssertionError(engine.status() + " is left after 60 s");
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
        engine.close().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
        edge.close();
    }
}
