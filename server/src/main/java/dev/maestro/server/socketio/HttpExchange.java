package dev.maestro.server.socketio;

import dev.maestro.protocol.engineio.EngineError;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request that waits for its one answer.
 *
 * <p>Threads: answered once, by the event loop of the request's engine session, or by that of its channel when it has
 * none; the write itself happens on the channel's.
 */
final class HttpExchange {
    private static final Logger LOG = LoggerFactory.getLogger(HttpExchange.class);
    private static final String TEXT = "text/plain; charset=UTF-8";
    private static final String JSON = "application/json";

    private final ChannelHandlerContext ctx;
    private final boolean keepAlive;
    private final Runnable answered;

    /** Makes an exchange; {@code answered} runs on the channel's loop when the answer was written or failed. */
    HttpExchange(ChannelHandlerContext ctx, boolean keepAlive, Runnable answered) {
        this.ctx = ctx;
        this.keepAlive = keepAlive;
        this.answered = answered;
    }

    /** Answers 200 with a polling payload, which is released; {@code lost} runs if the client cannot have got it. */
    void payload(ByteBuf payload, Runnable lost) {
        answer(HttpResponseStatus.OK, TEXT, payload, keepAlive, lost);
    }

    /** Answers a post that was handled. */
    void ok() {
        answer(HttpResponseStatus.OK, TEXT, Unpooled.copiedBuffer("ok", StandardCharsets.US_ASCII), keepAlive);
    }

    /** Answers with one of the specified errors. */
    void refuse(EngineError error) {
        ByteBuf body = Unpooled.wrappedBuffer(error.body().array());
        answer(HttpResponseStatus.valueOf(error.httpStatus()), JSON, body, keepAlive);
    }

    /** Answers with one of the specified errors and closes the connection, which speaks another protocol by now. */
    void refuseAndClose(EngineError error) {
        ByteBuf body = Unpooled.wrappedBuffer(error.body().array());
        answer(HttpResponseStatus.valueOf(error.httpStatus()), JSON, body, false);
    }

    /** Answers that only {@code version} of WebSocket is spoken here (RFC 6455, 4.4), and closes the connection. */
    void refuseWebSocketVersion(String version) {
        FullHttpResponse response = response(
                HttpResponseStatus.UPGRADE_REQUIRED,
                JSON,
                Unpooled.wrappedBuffer(EngineError.BAD_REQUEST.body().array()),
                false);
        response.headers().set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, version);
        send(response, false, () -> {});
    }

    /** Answers that the engine is closing. */
    void unavailable() {
        answer(HttpResponseStatus.SERVICE_UNAVAILABLE, TEXT, Unpooled.EMPTY_BUFFER, false);
    }

    private void answer(HttpResponseStatus status, String contentType, ByteBuf body, boolean keep) {
        answer(status, contentType, body, keep, () -> {});
    }

    private void answer(HttpResponseStatus status, String contentType, ByteBuf body, boolean keep, Runnable lost) {
        send(response(status, contentType, body, keep), keep, lost);
    }

    private static FullHttpResponse response(
            HttpResponseStatus status, String contentType, ByteBuf body, boolean keep) {
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, contentType)
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        HttpUtil.setKeepAlive(response, keep);
        return response;
    }

    private void send(FullHttpResponse response, boolean keep, Runnable lost) {
        // The next request may be read from within this write, so the exchange ends before the write does.
        if (ctx.executor().inEventLoop()) {
            write(response, keep, lost);
        } else {
            ctx.executor().execute(() -> write(response, keep, lost));
        }
    }

    private void write(FullHttpResponse response, boolean keep, Runnable lost) {
        answered.run();
        Unwatched.writeAndThen(ctx, response, done -> {
            if (!done.isSuccess()) {
                LOG.atDebug().setCause(done.cause()).log("an answer could not be written");
                lost.run();
            }
            if (!keep || !done.isSuccess()) {
                Unwatched.close(ctx);
            }
        });
    }
}
