package dev.maestro.server.socketio;

import dev.maestro.protocol.engineio.EngineError;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The WebSocket handshake: turns a request's connection into frames.
 *
 * <p>From the answer on, the pipeline holds the WebSocket alone, next to the wire.
 *
 * <p>Spec: RFC 6455, 4.2.
 */
final class WebSocketOpening {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketOpening.class);
    private static final String NAME = "engine-websocket";
    private static final String VERSION = "13";
    private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{22}==");

    private WebSocketOpening() {}

    /** Answers the request; {@code onOpen} gets the WebSocket when the answer is out. */
    static void open(
            ChannelHandlerContext ctx,
            HttpRequest request,
            HttpExchange exchange,
            Engine engine,
            Consumer<WebSocketHandler> onOpen) {
        HttpHeaders headers = request.headers();
        if (!VERSION.equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
            exchange.refuseWebSocketVersion(VERSION);
            return;
        }
        String key = headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY, "");
        if (!KEY.matcher(key).matches()) {
            exchange.refuseAndClose(EngineError.BAD_REQUEST);
            return;
        }
        FullHttpResponse response = switchingProtocols(key);
        @Nullable Deflation deflation = agree(engine, headers, response);
        WebSocketHandler handler = new WebSocketHandler(engine, deflation);
        ctx.channel().config().setAutoRead(false);
        ctx.channel().config().setWriteBufferWaterMark(WebSocketTransport.WATER_MARK);
        Class<? extends ChannelHandler> encoder = takeOverReading(ctx.pipeline(), handler);
        Unwatched.writeAndThen(ctx, response, written -> {
            if (!written.isSuccess()) {
                LOG.atDebug().setCause(written.cause()).log("a WebSocket handshake failed");
                Unwatched.close(ctx);
                return;
            }
            ChannelPipeline pipeline = ctx.pipeline();
            pipeline.remove(encoder);
            pipeline.remove(RequestAssembler.class);
            pipeline.remove(ctx.handler());
            onOpen.accept(handler);
        });
    }

    /** Agrees on compression in the response, if both want it; returns null if not. */
    private static @Nullable Deflation agree(Engine engine, HttpHeaders headers, FullHttpResponse response) {
        Deflation deflation = engine.deflation();
        if (deflation == null) {
            return null;
        }
        String offers = String.join(",", headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS));
        Optional<String> answer = DeflateOffer.answer(offers);
        answer.ifPresent(agreed -> {
            response.headers().set(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS, agreed);
            deflation.connectionOpened();
        });
        return answer.isPresent() ? deflation : null;
    }

    /** Puts the WebSocket where bytes come in; returns which handler has yet to write the answer. */
    private static Class<? extends ChannelHandler> takeOverReading(ChannelPipeline pipeline, ChannelHandler handler) {
        ChannelHandlerContext codec = pipeline.context(HttpServerCodec.class);
        if (codec != null) {
            pipeline.addBefore(codec.name(), NAME, handler);
            return HttpServerCodec.class;
        }
        // What the decoder has of the client's first frames goes to who replaces it.
        pipeline.replace(pipeline.context(HttpRequestDecoder.class).name(), NAME, handler);
        return HttpResponseEncoder.class;
    }

    private static FullHttpResponse switchingProtocols(String key) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS, Unpooled.EMPTY_BUFFER);
        response.headers()
                .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                .set(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT, accept(key));
        return response;
    }

    private static String accept(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1")
                    .digest((key + ACCEPT_SUFFIX).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
