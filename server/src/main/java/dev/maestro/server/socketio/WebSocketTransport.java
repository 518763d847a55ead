package dev.maestro.server.socketio;

import dev.maestro.protocol.error.DisconnectReason;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import java.util.concurrent.TimeUnit;

/**
 * A WebSocket's writing side. Netty's own outbound buffer is the outbox.
 *
 * <p>The channel may live on another event loop than the session; writes then hop, in order.
 */
@EventLoopConfined
final class WebSocketTransport implements Transport {
    private static final long CLOSE_SECONDS = 2;

    private final ChannelHandlerContext ctx;

    WebSocketTransport(ChannelHandlerContext ctx) {
        this.ctx = ctx;
    }

    @Override
    public void send(Outgoing message) {
        Unwatched.write(ctx, message.framesForOne());
        message.release();
    }

    @Override
    public void flush() {
        ctx.flush();
    }

    @Override
    public long waitingBytes() {
        Channel channel = ctx.channel();
        // Netty tells the amount only above its own low mark, which is far below ours.
        return channel.isWritable()
                ? 0
                : channel.bytesBeforeWritable() + channel.config().getWriteBufferLowWaterMark();
    }

    @Override
    public void closeAfterFlush(DisconnectReason reason) {
        // The client answers with its own close frame and then with the end of the stream; closing before that could
        // reset the connection and take from the client what it has not read.
        Unwatched.writeAndThen(ctx, new CloseWebSocketFrame(reason.code(), reason.text()), written -> {
            if (!written.isSuccess()) {
                Unwatched.close(ctx);
            }
        });
        Unwatched.schedule(ctx.executor(), CLOSE_SECONDS, TimeUnit.SECONDS, () -> Unwatched.close(ctx));
    }

    @Override
    public void closeNow(DisconnectReason reason) {
        if (waitingBytes() > 0) {
            // A close frame would wait behind what the client does not read.
            Unwatched.close(ctx);
        } else {
            closeAfterFlush(reason);
        }
    }
}
