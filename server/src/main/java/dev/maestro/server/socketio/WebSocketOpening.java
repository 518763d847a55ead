package dev.maestro.server.socketio;

import dev.maestro.protocol.engineio.EngineError;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The WebSocket handshake: turns a request's connection into frames. */
final class WebSocketOpening {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketOpening.class);

    private WebSocketOpening() {}

    /** Answers the request and puts a frame handler in the place of {@code ctx}'s, which {@code onOpen} then uses. */
    static void open(
            ChannelHandlerContext ctx,
            FullHttpRequest request,
            HttpExchange exchange,
            EngineConfig config,
            Consumer<WebSocketHandler> onOpen) {
        WebSocketDecoderConfig frames = WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(config.maxPayloadBytes())
                .allowExtensions(false)
                .closeOnProtocolViolation(false)
                .build();
        WebSocketServerHandshaker handshaker =
                new WebSocketServerHandshakerFactory(request.uri(), null, frames).newHandshaker(request);
        if (handshaker == null) {
            exchange.refuseAndClose(EngineError.BAD_REQUEST);
            return;
        }
        // Netty's own listener comes first: it takes the HTTP codec away, which would not let frames pass.
        Unwatched.then(handshaker.handshake(ctx.channel(), request), done -> {
            if (!done.isSuccess()) {
                LOG.atDebug().setCause(done.cause()).log("a WebSocket handshake failed");
                Unwatched.close(ctx);
                return;
            }
            WebSocketHandler handler = new WebSocketHandler(config);
            ctx.pipeline().replace(ctx.handler(), "engine-websocket", handler);
            onOpen.accept(handler);
        });
    }
}
