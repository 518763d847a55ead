package dev.maestro.server.bench.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The event loops on which light sockets live, each on one of them for good.
 *
 * <p>Life-cycle: open until {@link #close}, which ends the sockets that are left. Threads: thread-safe.
 */
public final class ClientLoops implements AutoCloseable {
    private static final int LONGEST_ANSWER_BYTES = 16 << 10;
    private static final int LONGEST_MESSAGE_BYTES = 16 << 20;

    /** With none, Netty's loop may end before it closed its channels, and their buffers would be lost. */
    private static final long QUIET_MILLIS = 50;

    private static final long LONGEST_CLOSE_MILLIS = 2_000;

    private final Target target;
    private final Duration patience;
    private final EventLoopGroup group;
    private final Bootstrap bootstrap;
    private final @Nullable SslContext tls;

    private ClientLoops(
            Target target, Duration patience, EventLoopGroup group, Bootstrap bootstrap, @Nullable SslContext tls) {
        this.target = target;
        this.patience = patience;
        this.group = group;
        this.bootstrap = bootstrap;
        this.tls = tls;
    }

    /**
     * Starts them.
     *
     * @param patience how long a socket may take until its namespace has let it in
     * @throws UnreachableException if TLS cannot be spoken here
     */
    public static ClientLoops open(Target target, int threads, Duration patience) {
        SslContext tls = tls(target);
        boolean epoll = Epoll.isAvailable();
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(
                threads,
                new DefaultThreadFactory("bench-loop", true),
                epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        Bootstrap bootstrap = new Bootstrap()
                .group(group)
                .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(patience.toMillis()))
                .remoteAddress(target.host(), target.port());
        return new ClientLoops(target, patience, group, bootstrap, tls);
    }

    private static @Nullable SslContext tls(Target target) {
        try {
            return target.encrypted() ? SslContextBuilder.forClient().build() : null;
        } catch (SSLException e) {
            throw new UnreachableException("TLS cannot be spoken: " + e.getMessage(), e);
        }
    }

    /** Opens a socket; what becomes of it is told to the listener. */
    public LightSocket connect(Asking asking, SocketListener listener) {
        return connect(bootstrap.clone(), asking, listener);
    }

    /**
     * Opens a socket for which the system keeps little: when it does not read, the server soon notices.
     *
     * @param bytes of the system's receive buffer
     */
    public LightSocket connectNarrow(Asking asking, SocketListener listener, int bytes) {
        return connect(bootstrap.clone().option(ChannelOption.SO_RCVBUF, bytes), asking, listener);
    }

    private LightSocket connect(Bootstrap from, Asking asking, SocketListener listener) {
        LightSocket socket = new LightSocket(asking, patience, listener);
        from.handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        if (tls != null) {
                            channel.pipeline().addLast(tls.newHandler(channel.alloc(), target.host(), target.port()));
                        }
                        channel.pipeline()
                                .addLast(new HttpClientCodec())
                                .addLast(new HttpObjectAggregator(LONGEST_ANSWER_BYTES))
                                .addLast(webSocket())
                                .addLast(new WebSocketFrameAggregator(LONGEST_MESSAGE_BYTES))
                                .addLast(socket.handler());
                    }
                })
                .connect()
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        socket.neverConnected(done.cause());
                    }
                });
        return socket;
    }

    private WebSocketClientProtocolHandler webSocket() {
        return new WebSocketClientProtocolHandler(WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri(target.webSocket())
                .maxFramePayloadLength(LONGEST_MESSAGE_BYTES)
                .handshakeTimeoutMillis(patience.toMillis())
                .generateOriginHeader(false)
                .handleCloseFrames(false)
                .build());
    }

    /** Returns the loops, to be looked after. */
    public List<EventExecutor> each() {
        List<EventExecutor> loops = new ArrayList<>();
        group.forEach(loops::add);
        return loops;
    }

    /** Ends all sockets, and waits some moments for the loops to end. */
    @Override
    public void close() {
        group.shutdownGracefully(QUIET_MILLIS, LONGEST_CLOSE_MILLIS, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(2 * LONGEST_CLOSE_MILLIS);
    }
}
