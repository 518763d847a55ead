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
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** An engine on a port of its own, with nothing in front of it. */
final class EngineFixture implements AutoCloseable {
    private static final Duration LONG = Duration.ofMinutes(5);

    /** Nothing comes to its end by itself while a test runs, though the machine stands still for seconds. */
    static final EngineConfig PATIENT = waiting(Duration.ofMinutes(4), LONG, LONG, LONG);

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

    /** Returns the patient numbers but for some times. */
    static EngineConfig waiting(
            Duration pingInterval, Duration pingTimeout, Duration connectTimeout, Duration attachmentTimeout) {
        return new EngineConfig(
                pingInterval,
                pingTimeout,
                1_000_000,
                connectTimeout,
                LONG,
                attachmentTimeout,
                1 << 20,
                4_096,
                EngineConfig.Compression.OFF,
                100);
    }

    /** Returns numbers by which a client is pinged all the time, and has as long as it likes to answer. */
    static EngineConfig pinging() {
        return waiting(Duration.ofMillis(100), LONG, LONG, LONG);
    }

    /** Returns numbers by which a client that says nothing is soon gone. */
    static EngineConfig impatient() {
        return waiting(Duration.ofMillis(300), Duration.ofMillis(700), LONG, LONG);
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
        DisconnectReason reason = disconnects.poll(60, TimeUnit.SECONDS);
        if (reason == null) {
            throw new AssertionError("no socket was disconnected within 60 s");
        }
        return reason;
    }

    /** Waits for the next socket that joins. */
    Socket onlySocket() throws InterruptedException {
        Socket socket = sockets.poll(60, TimeUnit.SECONDS);
        if (socket == null) {
            throw new AssertionError("no socket joined within 60 s");
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

    /** Waits until something is so, at most 60 s. */
    void await(BooleanSupplier so) throws InterruptedException {
        awaitThat(so);
    }

    /** Waits until something is so, at most 60 s. */
    static void awaitThat(BooleanSupplier so) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!so.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not so within 60 s");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Waits until a session holds a poll. */
    void awaitHeldPoll(String sid) throws InterruptedException {
        EngineSession session = Objects.requireNonNull(engine.session(sid));
        await(() -> CompletableFuture.supplyAsync(session::holdsPoll, session.loop())
                .join());
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
        engine.close().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
        server.close().syncUninterruptibly();
        // With no quiet period Netty's loop may end before it closed its channels, and their buffers would be lost.
        clients.close().syncUninterruptibly();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
