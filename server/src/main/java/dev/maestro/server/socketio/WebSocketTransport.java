package dev.maestro.server.socketio;

import dev.maestro.protocol.error.DisconnectReason;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.WriteBufferWaterMark;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket's writing side.
 *
 * <p>While the channel is writable, messages go straight to Netty; then they wait here, and follow when it is writable
 * again. So Netty never holds more than {@link #WATER_MARK} and one message.
 */
@EventLoopConfined
final class WebSocketTransport implements Transport {
    static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(32 * 1024, 64 * 1024);

    private static final long CLOSE_SECONDS = 2;

    private final ChannelHandlerContext ctx;
    private final EngineCounters counters;
    private final @Nullable Deflation deflation;
    // Null while nothing waits here.
    private @Nullable Outbox outbox;
    // Set while a close frame waits behind the outbox.
    private @Nullable DisconnectReason closing;
    private boolean ended;

    /** Makes the writing side of {@code ctx}'s channel; {@code deflation} is null if none was agreed on. */
    WebSocketTransport(ChannelHandlerContext ctx, EngineCounters counters, @Nullable Deflation deflation) {
        this.ctx = ctx;
        this.counters = counters;
        this.deflation = deflation;
    }

    @Override
    public void send(Outgoing message, MessageClass kind) {
        if (ended) {
            message.release();
            return;
        }
        if (outbox == null && ctx.channel().isWritable()) {
            write(message);
            return;
        }
        if (outbox == null) {
            outbox = new Outbox(counters, counters.pushed());
        }
        outbox.add(message, kind);
    }

    @Override
    public void flush() {
        ctx.flush();
        drain();
    }

    @Override
    public boolean writable() {
        return outbox == null && ctx.channel().isWritable();
    }

    @Override
    public long waitingBytes() {
        return inNetty() + (outbox == null ? 0 : outbox.bytes());
    }

    @Override
    public int waitingMessages() {
        return outbox == null ? 0 : outbox.messages();
    }

    @Override
    public void dropVolatile() {
        if (outbox != null) {
            outbox.dropVolatile();
        }
    }

    /** Returns what compresses messages for this connection, null if it takes none compressed. */
    @Nullable
    Deflation deflation() {
        return deflation;
    }

    /** Sends what waits, as far as the channel is writable. */
    void drain() {
        if (outbox == null || !ctx.channel().isWritable()) {
            return;
        }
        while (outbox != null && ctx.channel().isWritable()) {
            Outbox.Waiting next = outbox.poll();
            if (next == null) {
                outbox = null;
            } else {
                write(next.message());
            }
        }
        if (outbox == null && closing != null) {
            sayGoodbye(closing);
        } else {
            ctx.flush();
        }
    }

    @Override
    public boolean makeRoom() {
        discard();
        ctx.flush();
        return ctx.channel().isWritable();
    }

    /** The connection ends by itself: drops what waits, and does nothing from now on. */
    void end() {
        ended = true;
        discard();
    }

    @Override
    public void closeAfterFlush(DisconnectReason reason) {
        if (ended) {
            return;
        }
        ctx.flush();
        closing = reason;
        if (outbox == null) {
            sayGoodbye(reason);
        } else {
            drain();
        }
        Unwatched.schedule(ctx.executor(), CLOSE_SECONDS, TimeUnit.SECONDS, () -> Unwatched.close(ctx));
    }

    @Override
    public void closeNow(DisconnectReason reason) {
        if (ended) {
            return;
        }
        discard();
        // What was said earlier in this turn goes before the goodbye.
        ctx.flush();
        if (!ctx.channel().isWritable()) {
            // A close frame would wait behind what the client does not read.
            Unwatched.close(ctx);
        } else {
            closeAfterFlush(reason);
        }
    }

    /**
     * Writes the close frame, after which the client answers with its own and then with the end of the stream.
     *
     * <p>Closing before that could reset the connection and take from the client what it has not read.
     */
    private void sayGoodbye(DisconnectReason reason) {
        closing = null;
        Unwatched.writeAndThen(ctx, Frames.close(ctx.alloc(), reason.code(), reason.text()), written -> {
            if (!written.isSuccess()) {
                Unwatched.close(ctx);
            }
        });
    }

    private void discard() {
        if (outbox != null) {
            outbox.discard();
            outbox = null;
        }
    }

    private long inNetty() {
        Channel channel = ctx.channel();
        if (channel.isWritable()) {
            return WATER_MARK.high() + 1 - channel.bytesBeforeUnwritable();
        }
        long over = channel.bytesBeforeWritable();
        // A channel that is closed for writing holds nothing, and tells so in its own way.
        return over == Long.MAX_VALUE ? 0 : WATER_MARK.low() - 1 + over;
    }

    private void write(Outgoing message) {
        Unwatched.write(ctx, message.takeFrames(deflation != null));
    }
}
