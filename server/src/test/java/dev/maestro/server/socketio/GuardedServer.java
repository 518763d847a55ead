package dev.maestro.server.socketio;

import dev.maestro.server.socketio.adapter.SocketIoPort;
import io.netty.handler.codec.http.HttpServerCodec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * An engine with guarded namespaces, a static and dynamic ones, and an open one, on a port of its own.
 *
 * @param stop ends everything
 */
record GuardedServer(Engine engine, Guard guard, int port, Runnable stop) implements AutoCloseable {
    static final String NAME = "/guarded";
    static final String TEMPLATE = "/guarded/{name}";

    /** Serves them on the bare engine. */
    static GuardedServer bare(EngineConfig config) {
        Engine engine = Engine.of(config);
        Guard guard = new Guard();
        engine.namespace("/", new EchoNamespace(new LinkedBlockingQueue<>(), new LinkedBlockingQueue<>()));
        engine.namespace(NAME, new GuardedHandler(guard));
        engine.namespaces(TEMPLATE, instance -> new GuardedHandler(guard));
        EngineFixture fixture = EngineFixture.of(engine, 2);
        return new GuardedServer(engine, guard, fixture.port(), fixture::close);
    }

    /** Serves them through netty-socketio's API. */
    static GuardedServer adapted(EngineConfig config) {
        Engine engine = Engine.of(config);
        Guard guard = new Guard();
        engine.namespace("/", new EchoNamespace(new LinkedBlockingQueue<>(), new LinkedBlockingQueue<>()));
        ExecutorService auth = Executors.newFixedThreadPool(2);
        SocketIoPort port = SocketIoPort.of("127.0.0.1", 0, engine, auth, pipeline -> {
            pipeline.addLast(new HttpServerCodec());
            engine.addHandlers(pipeline);
        });
        GuardedListeners listeners = new GuardedListeners(guard);
        listeners.addTo(port.namespace(NAME));
        port.namespaces(TEMPLATE, listeners::addTo);
        return new GuardedServer(engine, guard, port.start().getPort(), () -> stop(port, auth));
    }

    /** Opens an engine session. */
    PacketClient client(boolean webSocket) throws IOException, InterruptedException {
        return webSocket ? RawClient.session(port) : PollingClient.session(port);
    }

    /**
     * Sends one request of the engine's.
     *
     * @param query what follows the version
     * @param cookie empty for none
     * @param body empty for a GET
     */
    HttpResponse<String> send(String query, String cookie, String body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/socket.io/?EIO=4" + query))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(Duration.ofMinutes(1));
        if (!cookie.isEmpty()) {
            request.header("Cookie", cookie);
        }
        if (!body.isEmpty()) {
            request.POST(BodyPublishers.ofString(body));
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    @Override
    public void close() {
        stop.run();
    }

    private static void stop(SocketIoPort port, ExecutorService auth) {
        port.stop();
        auth.shutdownNow();
        try {
            if (!auth.awaitTermination(60, TimeUnit.SECONDS)) {
                throw new AssertionError("a listener still waits");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
