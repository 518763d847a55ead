package dev.maestro.server.socketio;

import dev.maestro.protocol.error.DisconnectReason;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An engine on a port of its own, with nothing in front of it. */
final class EngineFixture implements AutoCloseable {
    static final EngineConfig QUICK = new EngineConfig(
            Duration.ofMillis(300),
            Duration.ofMillis(200),
            1_000_000,
            Duration.ofMillis(1_000),
            Duration.ofSeconds(2),
            1 << 20);
    static final EngineConfig PATIENT = new EngineConfig(
            Duration.ofSeconds(25),
            Duration.ofSeconds(20),
            1_000_000,
            Duration.ofSeconds(45),
            Duration.ofSeconds(10),
            1 << 20);

    private final Engine engine;
    private final EventLoopGroup group;
    private final Channel server;
    private final BlockingQueue<DisconnectReason> disconnects = new LinkedBlockingQueue<>();

    private EngineFixture(Engine engine, int loops) {
        this.engine = engine;
        this.group = new MultiThreadIoEventLoopGroup(loops, NioIoHandler.newFactory());
        this.server = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
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
        Engine engine = Engine.of(config);
        EngineFixture fixture = new EngineFixture(engine, 2);
        engine.namespace("/", new EchoNamespace(engine, fixture.disconnects));
        engine.namespace("/custom", new EchoNamespace(engine, fixture.disconnects));
        return fixture;
    }

    /** Serves bare Engine.IO messages, each sent back. */
    static EngineFixture echoes(EngineConfig config) {
        return new EngineFixture(Engine.carrying(config, EchoMessages::new), 2);
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

    @Override
    public void close() {
        engine.close().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
        server.close().syncUninterruptibly();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** Sends every message back. */
    private record EchoMessages(EngineSession session) implements MessageHandler {
        @Override
        public void text(String message) {
            session.send(Outgoing.text("4" + message));
        }

        @Override
        public void binary(byte[] message) {
            session.send(Outgoing.binary(message));
        }

        @Override
        public void closed(DisconnectReason reason) {}
    }
}
