package dev.maestro.server.edge;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the REST server: idle in the pool, or serving one exchange at a time.
 *
 * <p>Anything that comes while it is idle closes it: it would be read as the next client's answer.
 *
 * <p>Threads: confined to its event loop, which is also that of the client it serves.
 */
final class UpstreamConnection extends ChannelInboundHandlerAdapter {
    private final Channel channel;
    private @Nullable ProxyExchange serving;
    private boolean reused;
    private long idleSince;

    UpstreamConnection(Channel channel) {
        this.channel = channel;
    }

    /** Returns the channel requests are written to. */
    Channel channel() {
        return channel;
    }

    /** Returns whether it served another exchange before, so that the server may just be closing it. */
    boolean reused() {
        return reused;
    }

    /** Returns when it became idle, on the scale of nanoTime. */
    long idleSince() {
        return idleSince;
    }

    /** Hands what comes from now on to this exchange. */
    void serve(ProxyExchange exchange) {
        serving = exchange;
        channel.config().setAutoRead(true);
    }

    /** Belongs to no exchange from now on. */
    void idle() {
        serving = null;
        reused = true;
        idleSince = System.nanoTime();
        channel.config().setAutoRead(true);
    }

    /** Closes without telling the exchange. */
    void discard() {
        serving = null;
        Outbound.close(channel);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        ProxyExchange exchange = serving;
        if (exchange == null) {
            ReferenceCountUtil.release(msg);
            Outbound.close(ctx);
        } else if (msg instanceof HttpResponse response) {
            exchange.responseHead(response);
        } else if (msg instanceof HttpContent content) {
            exchange.responseBody(content);
        } else {
            ReferenceCountUtil.release(msg);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (serving != null) {
            serving.flushResponse();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (serving != null) {
            serving.upstreamWritabilityChanged();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        lost("closed");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // Before the channel is inactive: a reset must not pass for the end of a body that has no length.
        lost(String.valueOf(cause.getMessage()));
        Outbound.close(ctx);
    }

    private void lost(String reason) {
        ProxyExchange exchange = serving;
        serving = null;
        if (exchange != null) {
            exchange.upstreamLost(reason);
        }
    }
}
