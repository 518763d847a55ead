package dev.maestro.server.socketio;

import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.protocol.error.Goodbye;
import dev.maestro.protocol.json.JsonBytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpMessage;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
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
    protected void handleOversizedMessage(ChannelHandlerContext ctx, HttpMessage oversized) {
        long size = HttpUtil.getContentLength(oversized, -1L);
        int limit = maxContentLength();
        Goodbye goodbye = size < 0 ? Goodbye.tooLarge(limit) : Goodbye.tooLarge(limit, size);
        // What announces its length is refused before its aggregation begins.
        EngineSession session = posting == null && oversized instanceof HttpRequest request
                ? EngineRequest.sessionOf(engine, request)
                : posting;
        postEnded();
        if (session != null) {
            // By its poll, before this answer: a client gives up the session when a post is refused.
            session.run(() -> session.postTooLarge(goodbye));
        }
        boolean keep = HttpUtil.isKeepAlive(oversized);
        Unwatched.writeAndThen(ctx, refusal(goodbye, keep), written -> {
            if (!keep || !written.isSuccess()) {
                Unwatched.close(ctx);
            }
        });
    }

    private static FullHttpResponse refusal(Goodbye goodbye, boolean keep) {
        ByteBuf body = Unpooled.wrappedBuffer(JsonBytes.of(goodbye).array());
        FullHttpResponse refusal =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, body);
        refusal.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        HttpUtil.setKeepAlive(refusal, keep);
        return refusal;
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
