package dev.maestro.server.socketio;

import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.protocol.json.Json;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** An engine on a port of its own, with nothing in front of it. */
final class EngineFixture implements AutoCloseable {
    static final EngineConfig QUICK = new EngineConfig(
            Duration.ofMillis(300),
            Duration.ofMillis(200),
            1_000_000,
            Duration.ofMillis(1_000),
            Duration.ofSeconds(2),
            Duration.ofMillis(500),
            1 << 20,
            4_096,
            EngineConfig.Compression.OFF,
            100);
    static final EngineConfig PATIENT = new EngineConfig(
            Duration.ofSeconds(25),
            Duration.ofSeconds(20),
            1_000_000,
            Duration.ofSeconds(45),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            1 << 20,
            4_096,
            EngineConfig.Compression.OFF,
            100);

    private final Engine engine;
    private final EventLoopGroup group;
    private final ChannelGroup clients = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final Channel server;
    private final BlockingQueue<DisconnectReason> disconnects = new LinkedBlockingQueue<>();
    private final BlockingQueue<Socket> sockets = new LinkedBlockingQueue<>();

    private EngineFixture(Engine engine, NetworkLoops network, int loops) {
        this.engine = engine;
        this.group = network.group(loops);
        this.server = new ServerBootstrap()
                .group(group)
                .channel(network.channel())
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        clients.add(channel);
                        channel.pipeline().addLast(new HttpServerCodec());
                        engine.addHandlers(channel.pipeline());
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
    }

    /** Serves {@code /} and {@code /custom} with an {@link EchoNamespace}. */
    static EngineFixture sockets(EngineConfig config) {
        return sockets(config, NetworkLoops.NIO);
    }

    /** The same on loops of a kind. */
    static EngineFixture sockets(EngineConfig config, NetworkLoops network) {
        Engine engine = Engine.of(config);
        EngineFixture fixture = new EngineFixture(engine, network, 2);
        engine.namespace("/", new EchoNamespace(fixture.sockets, fixture.disconnects));
        engine.namespace("/custom", new EchoNamespace(fixture.sockets, fixture.disconnects));
        return fixture;
    }

    /** Serves {@code /} and {@code /custom} as {@link #sockets} does, with sockets that can come back. */
    static EngineFixture recovering(EngineConfig config, Position position, Recovery recovery) {
        Engine engine = Engine.of(config, position, recovery);
        EngineFixture fixture = new EngineFixture(engine, NetworkLoops.NIO, 2);
        engine.namespace("/", new EchoNamespace(fixture.sockets, fixture.disconnects));
        engine.namespace("/custom", new EchoNamespace(fixture.sockets, fixture.disconnects));
        return fixture;
    }

    /** Serves the namespaces of an engine. */
    static EngineFixture of(Engine engine, int loops) {
        return new EngineFixture(engine, NetworkLoops.NIO, loops);
    }

    /** Serves bare Engine.IO messages, each sent back. */
    static EngineFixture echoes(EngineConfig config) {
        return echoes(config, NetworkLoops.NIO, 2);
    }

    /** The same on so many loops of a kind. */
    static EngineFixture echoes(EngineConfig config, NetworkLoops network, int loops) {
        return of(Engine.carrying(config, EchoMessages::new), network, loops);
    }

    /** Serves an engine on so many loops of a kind. */
    static EngineFixture of(Engine engine, NetworkLoops network, int loops) {
        return new EngineFixture(engine, network, loops);
    }

    /** Serves a template with an {@link EchoNamespace} for each instance. */
    void serve(String template) {
        engine.namespaces(template, instance -> new EchoNamespace(sockets, disconnects));
    }

    Engine engine() {
        return engine;
    }

    int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    URI http(String query) {
        return URI.create("http://127.0.0.1:" + port() + "/socket.io/?" + query);
    }

    URI webSocket(String query) {
        return URI.create("ws://127.0.0.1:" + port() + "/socket.io/?" + query);
    }

    /** Waits for the next socket to be gone, and says why. */
    DisconnectReason nextDisconnect() throws InterruptedException {
        DisconnectReason reason = disconnects.poll(10, TimeUnit.SECONDS);
        if (reason == null) {
            throw new AssertionError("no socket was disconnected within 10 s");
        }
        return reason;
    }

    /** Waits for the next socket that joins. */
    Socket onlySocket() throws InterruptedException {
        Socket socket = sockets.poll(10, TimeUnit.SECONDS);
        if (socket == null) {
            throw new AssertionError("no socket joined within 10 s");
        }
        return socket;
    }

    /** Joins the main namespace over polling, and polls no more. */
    void joinedPolling() throws IOException, InterruptedException {
        String open =
                send(HttpRequest.newBuilder(http("EIO=4&transport=polling"))).body();
        String sid = Json.mapper().readTree(open.substring(1)).path("sid").textValue();
        String session = "EIO=4&transport=polling&sid=" + sid;
        send(HttpRequest.newBuilder(http(session)).POST(HttpRequest.BodyPublishers.ofString("40")));
        send(HttpRequest.newBuilder(http(session)));
    }

    /** Joins the main namespace over WebSocket, and reads nothing. */
    java.net.Socket joinedWithoutReading() throws IOException, InterruptedException {
        java.net.Socket deaf = new java.net.Socket("127.0.0.1", port());
        deaf.getOutputStream()
                .write(
                        ("GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
                                        + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                        + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
        await(() -> engine.status().engineSessions() == 1);
        // "40" in a frame masked with zeros.
        deaf.getOutputStream().write(new byte[] {(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, '4', '0'});
        onlySocket();
        return deaf;
    }

    /** Broadcasts until a slow consumer is cut off. */
    void broadcastUntilDisconnect(Broadcast broadcast) throws InterruptedException {
        // Socket buffers on both ends may take some megabytes before anything waits here.
        for (int i = 0; i < 2_000 && disconnects.isEmpty(); i++) {
            engine.broadcast(List.of(broadcast));
            settle();
        }
        DisconnectReason reason = nextDisconnect();
        if (reason != DisconnectReason.SLOW_CONSUMER) {
            throw new AssertionError("disconnected for " + reason);
        }
    }

    /** Returns the body of a GET. */
    String get(String query) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(http(query))).body();
    }

    /** Posts packets; they are handled when it returns. */
    void post(String query, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                send(HttpRequest.newBuilder(http(query)).POST(HttpRequest.BodyPublishers.ofString(body)));
        if (answer.statusCode() != 200) {
            throw new AssertionError("posting was answered " + answer.statusCode());
        }
    }

    /** Returns the HTTP status of a GET. */
    int statusOf(String query) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(http(query))).statusCode();
    }

    /** Waits until something is so, at most 10 s. */
    void await(BooleanSupplier so) throws InterruptedException {
        awaitThat(so);
    }

    /** Waits until something is so, at most 10 s. */
    static void awaitThat(BooleanSupplier so) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!so.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not so within 10 s");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Waits until every loop has done what it was given. */
    void settle() throws InterruptedException {
        await(this::loopsAreIdle);
    }

    private boolean loopsAreIdle() {
        group.forEach(loop -> loop.submit(() -> {}).syncUninterruptibly());
        return true;
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(request.version(HttpClient.Version.HTTP_1_1).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        engine.close().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
        server.close().syncUninterruptibly();
        // With no quiet period Netty's loop may end before it closed its channels, and their buffers would be lost.
        clients.close().syncUninterruptibly();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
