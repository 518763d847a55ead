package dev.maestro.server.socketio;

import dev.maestro.protocol.engineio.EngineError;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpUtil;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one connection's HTTP requests to the sessions they belong to.
 *
 * <p>Threads: confined to the channel's event loop; sessions may live on others.
 */
@EventLoopConfined
final class EngineRequestHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(EngineRequestHandler.class);

    private final Engine engine;
    private @Nullable HttpExchange unanswered;
    private @Nullable EngineSession asked;

    EngineRequestHandler(Engine engine) {
        this.engine = engine;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        if (unanswered != null) {
            LOG.atDebug().log("a request came before the one before it was answered");
            Unwatched.close(ctx);
            return;
        }
        HttpExchange exchange = new HttpExchange(ctx, HttpUtil.isKeepAlive(request), this::answered);
        unanswered = exchange;
        if (request.decoderResult().isFailure()) {
            exchange.refuseAndClose(EngineError.BAD_REQUEST);
            return;
        }
        EngineRequest.Read read = EngineRequest.read(request);
        if (read.error() != null) {
            exchange.refuse(read.error());
        } else if (read.request() != null) {
            dispatch(ctx, read.request(), request, exchange);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        HttpExchange exchange = unanswered;
        EngineSession session = asked;
        if (exchange != null && session != null) {
            session.run(() -> session.abandoned(exchange));
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        boolean clients = cause instanceof IOException || cause instanceof CodecException;
        var line = clients ? LOG.atDebug() : LOG.atError();
        line.setCause(cause).log("a connection failed");
        Unwatched.close(ctx);
    }

    private void dispatch(
            ChannelHandlerContext ctx, EngineRequest asks, FullHttpRequest request, HttpExchange exchange) {
        if (asks.sid() == null) {
            begin(ctx, asks, request, exchange);
            return;
        }
        EngineSession session = engine.session(asks.sid());
        if (session == null) {
            exchange.refuse(EngineError.UNKNOWN_SID);
        } else if (asks.webSocket()) {
            WebSocketOpening.open(ctx, request, exchange, engine, webSocket -> webSocket.offerTo(session));
        } else {
            toSession(session, asks.method(), request, exchange);
        }
    }

    private void begin(ChannelHandlerContext ctx, EngineRequest asks, FullHttpRequest request, HttpExchange exchange) {
        if (engine.closing()) {
            exchange.unavailable();
            return;
        }
        Handshake handshake = Handshake.of(ctx.channel(), request);
        if (asks.webSocket()) {
            WebSocketOpening.open(ctx, request, exchange, engine, webSocket -> webSocket.begin(handshake));
        } else {
            EngineSession session = engine.newSession(ctx.channel().eventLoop(), handshake, null);
            asked = session;
            session.openPolling(exchange);
            engine.begun(session);
        }
    }

    private void toSession(EngineSession session, HttpMethod method, FullHttpRequest request, HttpExchange exchange) {
        asked = session;
        boolean posted;
        if (method.equals(HttpMethod.GET)) {
            posted = session.run(() -> session.poll(exchange));
        } else if (method.equals(HttpMethod.POST)) {
            byte[] body = ByteBufUtil.getBytes(request.content());
            posted = session.run(() -> session.post(exchange, body));
        } else {
            exchange.refuse(EngineError.BAD_REQUEST);
            return;
        }
        if (!posted) {
            exchange.unavailable();
        }
    }

    private void answered() {
        unanswered = null;
        asked = null;
    }
}
