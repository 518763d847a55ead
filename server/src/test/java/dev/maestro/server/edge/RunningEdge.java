package dev.maestro.server.edge;

import dev.maestro.server.auth.Authenticator;
import dev.maestro.server.auth.HostPolicy;
import dev.maestro.server.auth.LoginWatch;
import dev.maestro.server.auth.OriginPolicy;
import dev.maestro.server.auth.TokenEnd;
import dev.maestro.server.auth.TrustedProxies;
import dev.maestro.server.limit.SocketLimits;
import dev.maestro.server.limit.WideLimits;
import dev.maestro.server.rawsocket.Login;
import dev.maestro.server.rawsocket.RawSocketConfig;
import dev.maestro.server.rawsocket.RawSockets;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The front on a port of its own, before an upstream of the test's choice. */
public final class RunningEdge implements AutoCloseable {
    public static final String FRONT_KEY = "front-key-of-this-boot";
    public static final long NOW = 1_700_000_000_000L;

    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC);

    private static final OriginPolicy ORIGINS = OriginPolicy.withDefaultsAnd(List.of("https://hub.example"));

    private final EventLoopGroup group;
    private final ChannelGroup clients = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final Edge edge;
    private final RawSockets rawSockets;
    private final Channel server;

    private RunningEdge(
            EdgeConfig config, RawSocketConfig raw, InetSocketAddress upstream, Consumer<ChannelPipeline> engine) {
        this(config, raw, rules(ORIGINS), WideLimits.sockets(), upstream, engine);
    }

    private RunningEdge(
            EdgeConfig config,
            RawSocketConfig raw,
            EdgeRules rules,
            SocketLimits limits,
            InetSocketAddress upstream,
            Consumer<ChannelPipeline> engine) {
        this(
                config,
                raw,
                rules,
                limits,
                upstream,
                engine,
                new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory()),
                NioServerSocketChannel.class);
    }

    private RunningEdge(
            EdgeConfig config,
            RawSocketConfig raw,
            EdgeRules rules,
            SocketLimits limits,
            InetSocketAddress upstream,
            Consumer<ChannelPipeline> engine,
            EventLoopGroup loops,
            Class<? extends ServerChannel> channelType) {
        this(
                config,
                rules,
                new RawSockets(
                        raw,
                        new Login(
                                new Authenticator(rules.origins()),
                                Runnable::run,
                                new TokenEnd.Rules(Duration.ofMinutes(1), Duration.ofSeconds(10)),
                                CLOCK),
                        limits,
                        LoginWatch.NONE),
                upstream,
                engine,
                loops,
                channelType);
    }

    private RunningEdge(
            EdgeConfig config,
            EdgeRules rules,
            RawSockets raw,
            InetSocketAddress upstream,
            Consumer<ChannelPipeline> engine,
            EventLoopGroup loops,
            Class<? extends ServerChannel> channelType) {
        group = loops;
        rawSockets = raw;
        edge = new Edge(config, rules, engine, rawSockets, new RestUpstream(upstream, FRONT_KEY));
        server = new ServerBootstrap()
                .group(group)
                .channel(channelType)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        clients.add(channel);
                        edge.configure(channel.pipeline());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    /** Returns rules that know no more hosts than the hub does by itself, and no proxy. */
    public static EdgeRules rules(OriginPolicy origins) {
        return new EdgeRules(origins, HostPolicy.allowing(List.of("hub.example")), TrustedProxies.NONE);
    }

    /** Starts with these handlers for the engine's path, believing these proxies. */
    static RunningEdge believing(
            TrustedProxies proxies, EdgeConfig config, Consumer<ChannelPipeline> engine, InetSocketAddress upstream) {
        EdgeRules rules = new EdgeRules(ORIGINS, rules(ORIGINS).hosts(), proxies);
        return new RunningEdge(config, RawSocketConfig.defaults(), rules, WideLimits.sockets(), upstream, engine);
    }

    /** Starts with these limits for raw WebSockets, and nothing behind it. */
    public static RunningEdge withSocketLimits(SocketLimits limits) {
        return new RunningEdge(
                EdgeConfig.defaults(), RawSocketConfig.defaults(), rules(ORIGINS), limits, nowhere(), pipeline -> {});
    }

    /** Starts with raw WebSockets that find out in this way who they belong to, and nothing behind it. */
    public static RunningEdge withLogin(Login login) {
        return new RunningEdge(
                EdgeConfig.defaults(),
                rules(ORIGINS),
                new RawSockets(RawSocketConfig.defaults(), login, WideLimits.sockets(), LoginWatch.NONE),
                nowhere(),
                pipeline -> {},
                new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory()),
                NioServerSocketChannel.class);
    }

    /** Starts with the default limits. */
    public static RunningEdge before(InetSocketAddress upstream) {
        return with(EdgeConfig.defaults(), upstream);
    }

    /** Starts with these limits. */
    public static RunningEdge with(EdgeConfig config, InetSocketAddress upstream) {
        return new RunningEdge(config, RawSocketConfig.defaults(), upstream, pipeline -> {});
    }

    /** Returns limits by which whoever sends what is not wanted has a minute for it before it is cut off. */
    static EdgeConfig droppingForLong() {
        Duration minute = Duration.ofMinutes(1);
        return new EdgeConfig(8192, 32768, 100, 1000, 1000, minute, minute, minute, minute, 1 << 20);
    }

    /** Starts with these handlers for the engine's path. */
    public static RunningEdge withEngine(Consumer<ChannelPipeline> engine, InetSocketAddress upstream) {
        return new RunningEdge(EdgeConfig.defaults(), RawSocketConfig.defaults(), upstream, engine);
    }

    /** Starts on these loops, which it ends, with these handlers for the engine's path and nothing behind it. */
    public static RunningEdge withEngine(
            EventLoopGroup loops, Class<? extends ServerChannel> channelType, Consumer<ChannelPipeline> engine) {
        return new RunningEdge(
                EdgeConfig.defaults(),
                RawSocketConfig.defaults(),
                rules(ORIGINS),
                WideLimits.sockets(),
                nowhere(),
                engine,
                loops,
                channelType);
    }

    /** Starts with these limits of the raw WebSockets, and nothing behind it. */
    public static RunningEdge withRaw(RawSocketConfig raw) {
        return new RunningEdge(EdgeConfig.defaults(), raw, nowhere(), pipeline -> {});
    }

    /** Returns an address on which nothing listens. */
    public static InetSocketAddress nowhere() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    }

    /** Returns the port it listens on. */
    public int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    /** Returns the raw WebSockets behind it. */
    public RawSockets rawSockets() {
        return rawSockets;
    }

    /** Returns how many connections are open. */
    public int connections() {
        return edge.connections();
    }

    /** Prepares a connection that came in some other way. */
    void configure(ChannelPipeline pipeline) {
        edge.configure(pipeline);
    }

    /** Opens a connection. */
    public RawClient connect() {
        return RawClient.to(port());
    }

    /** Opens a connection on which this is said before it is accepted: no deadline runs until then. */
    RawClient connectSaying(String request) {
        CountDownLatch said = new CountDownLatch(1);
        try {
            group.forEach(loop -> loop.execute(() -> awaitQuietly(said)));
            return connect().send(request);
        } finally {
            said.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.close().syncUninterruptibly();
        // With no quiet period Netty's loop may end before it closed its channels, and their buffers would be lost.
        clients.close().syncUninterruptibly();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
