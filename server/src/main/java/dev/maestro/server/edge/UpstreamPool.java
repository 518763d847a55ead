package dev.maestro.server.edge;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to the REST server that are not in use.
 *
 * <p>Keeps at most {@value #MAX_IDLE}, the last used first, each for at most {@link #MAX_IDLE_TIME}: well under the
 * time after which the server itself closes them, so that a request seldom meets a closing one.
 *
 * <p>Threads: confined to its event loop.
 */
final class UpstreamPool {
    static final int MAX_IDLE = 64;
    static final Duration MAX_IDLE_TIME = Duration.ofSeconds(10);

    private static final int CONNECT_TIMEOUT_MS = 5_000;
    private static final int MAX_HEAD_BYTES = 64 * 1024;

    private final EventLoop loop;
    private final InetSocketAddress address;
    private final Deque<UpstreamConnection> idle = new ArrayDeque<>();
    private boolean sweeping;

    UpstreamPool(EventLoop loop, InetSocketAddress address) {
        this.loop = loop;
        this.address = address;
    }

    /** Hands over an idle or a new connection; just one of the two arguments is not null. */
    void acquire(Channel client, BiConsumer<@Nullable UpstreamConnection, @Nullable Throwable> then) {
        UpstreamConnection kept;
        while ((kept = idle.pollFirst()) != null) {
            if (kept.channel().isActive()) {
                then.accept(kept, null);
                return;
            }
        }
        connect(client, then);
    }

    /** Hands over a new connection. */
    void connect(Channel client, BiConsumer<@Nullable UpstreamConnection, @Nullable Throwable> then) {
        ChannelFuture connecting = new Bootstrap()
                .group(loop)
                .channelFactory(sameTransportAs(client))
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MS)
                .option(ChannelOption.TCP_NODELAY, true)
                // A server may answer and hang up before it has taken the whole request; its answer is still to be
                // read.
                .option(ChannelOption.AUTO_CLOSE, false)
                .handler(new Pipeline())
                .connect(address);
        connecting.addListener(done -> {
            if (done.isSuccess()) {
                then.accept(connecting.channel().pipeline().get(UpstreamConnection.class), null);
            } else {
                then.accept(null, done.cause());
            }
        });
    }

    /** Takes back a connection on which an exchange is fully over. */
    void release(UpstreamConnection connection) {
        if (!connection.channel().isActive() || idle.size() >= MAX_IDLE) {
            connection.discard();
            return;
        }
        connection.idle();
        idle.addFirst(connection);
        if (!sweeping) {
            sweeping = true;
            scheduleSweep();
        }
    }

    private void scheduleSweep() {
        // Nothing waits for it, and it ends with its loop.
        var unused = loop.schedule(this::sweep, MAX_IDLE_TIME.toMillis() / 2, TimeUnit.MILLISECONDS);
    }

    private void sweep() {
        long oldest = System.nanoTime() - MAX_IDLE_TIME.toNanos();
        idle.removeIf(connection -> {
            boolean old =
                    connection.idleSince() - oldest < 0 || !connection.channel().isActive();
            if (old) {
                connection.discard();
            }
            return old;
        });
        sweeping = !idle.isEmpty();
        if (sweeping) {
            scheduleSweep();
        }
    }

    private static ChannelFactory<? extends Channel> sameTransportAs(Channel client) {
        return client instanceof EpollSocketChannel ? EpollSocketChannel::new : NioSocketChannel::new;
    }

    private static final class Pipeline extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            HttpDecoderConfig config = new HttpDecoderConfig()
                    .setMaxInitialLineLength(MAX_HEAD_BYTES)
                    .setMaxHeaderSize(MAX_HEAD_BYTES)
                    .setMaxChunkSize(MAX_HEAD_BYTES);
            channel.pipeline().addLast(new HttpClientCodec(config, false, false), new UpstreamConnection(channel));
        }
    }
}
