package dev.maestro.server.socketio;

import dev.maestro.protocol.error.DisconnectReason;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpMessage;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * Puts requests together; a body over the limit is answered 413 and read to its end.
 *
 * <p>Tells the session when a post begins and ends, so that two that overlap can be told from two in a row.
 *
 * <p>Threads: confined to the channel's event loop.
 */
@EventLoopConfined
final class RequestAssembler extends HttpObjectAggregator {
    private final Engine engine;
    private @Nullable EngineSession posting;

    RequestAssembler(Engine engine, int maxBodyBytes) {
        super(maxBodyBytes);
        this.engine = engine;
    }

    @Override
    protected FullHttpMessage beginAggregation(HttpMessage start, ByteBuf content) throws Exception {
        if (start instanceof HttpRequest request && request.method().equals(HttpMethod.POST)) {
            EngineSession session = EngineRequest.sessionOf(engine, request);
            posting = session;
            if (session != null) {
                session.run(session::postBegan);
            }
        }
        return super.beginAggregation(start, content);
    }

    @Override
    protected void finishAggregation(FullHttpMessage aggregated) throws Exception {
        postEnded();
        super.finishAggregation(aggregated);
    }

    @Override
    protected void handleOversizedMessage(ChannelHandlerContext ctx, HttpMessage oversized) throws Exception {
        postEnded();
        super.handleOversizedMessage(ctx, oversized);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        EngineSession session = posting;
        if (session != null) {
            session.run(() -> session.close(DisconnectReason.TRANSPORT_CLOSE));
        }
        super.channelInactive(ctx);
    }

    private void postEnded() {
        EngineSession session = posting;
        posting = null;
        if (session != null) {
            session.run(session::postEnded);
        }
    }
}
