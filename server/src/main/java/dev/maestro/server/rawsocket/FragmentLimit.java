package dev.maestro.server.rawsocket;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.util.ReferenceCountUtil;

/**
 * Bounds how many frames one message may come in: millions of tiny ones stay below any limit in bytes.
 *
 * <p>Threads: confined to the connection's event loop.
 */
final class FragmentLimit extends ChannelInboundHandlerAdapter {
    private final int maxFragments;
    private int fragments;

    FragmentLimit(int maxFragments) {
        this.maxFragments = maxFragments;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (msg instanceof ContinuationWebSocketFrame frame) {
            fragments = frame.isFinalFragment() ? 0 : fragments + 1;
            if (fragments >= maxFragments) {
                ReferenceCountUtil.release(msg);
                ctx.fireExceptionCaught(new CorruptedWebSocketFrameException(
                        WebSocketCloseStatus.POLICY_VIOLATION, "more than " + maxFragments + " fragments"));
                return;
            }
        }
        ctx.fireChannelRead(msg);
    }
}
