package dev.maestro.server.edge;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.rawsocket.RawFamily;
import dev.maestro.server.rawsocket.RawSockets;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each request to the part that serves it, by path and by whether it asks for a WebSocket.
 *
 * <p>Threads: confined to the connection's event loop.
 */
final class EdgeRouter extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(EdgeRouter.class);
    private static final Set<String> ENGINE_PATHS = Set.of("/socket.io", "/socket.io/");
    private static final String WEBSOCKET_VERSION = "13";

    private final RawSockets rawSockets;
    private final RestProxy proxy;
    private final List<String> engineHandlers;
    private boolean toEngine;
    private @Nullable ProxyExchange proxied;

    EdgeRouter(RawSockets rawSockets, RestProxy proxy, List<String> engineHandlers) {
        this.rawSockets = rawSockets;
        this.proxy = proxy;
        this.engineHandlers = engineHandlers;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (msg instanceof HttpRequest request) {
            route(ctx, request);
        } else if (msg instanceof HttpContent content && !toEngine) {
            if (proxied == null) {
                content.release();
            } else {
                proxied.send(content);
            }
        } else {
            ctx.fireChannelRead(msg);
        }
    }

    /** Returns whether a request is for the Socket.IO engine, WebSocket or not. */
    static boolean isForEngine(HttpRequest request) {
        return ENGINE_PATHS.contains(path(request.uri()));
    }

    private void route(ChannelHandlerContext ctx, HttpRequest request) {
        proxied = null;
        toEngine = false;
        String path = path(request.uri());
        if (Cors.isPreflight(request)) {
            Outbound.writeAndFlush(ctx, Cors.preflightAnswer(request));
        } else if (isForEngine(request)) {
            toEngine = true;
            ctx.fireChannelRead(request);
        } else if (WebSocketUpgrade.isAsked(request)) {
            upgrade(ctx, request, path);
        } else {
            proxied = proxy.begin(ctx, request);
        }
    }

    private void upgrade(ChannelHandlerContext ctx, HttpRequest request, String path) {
        Optional<RawFamily> family = RawFamily.at(path);
        if (family.isEmpty()) {
            refuse(ctx, Problem.of(ErrorCode.NOT_FOUND, "There is no WebSocket at this path"));
        } else if (!WEBSOCKET_VERSION.equals(request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
            FullHttpResponse response = new Problem(
                            HttpResponseStatus.UPGRADE_REQUIRED, ErrorCode.INVALID, "The WebSocket version must be 13")
                    .response();
            response.headers()
                    .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, WEBSOCKET_VERSION)
                    .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
            Outbound.writeAndFlush(ctx, response);
        } else if (!WebSocketUpgrade.keyIsValid(request) || RequestRules.hasBody(request)) {
            refuse(ctx, Problem.badRequest("This is not a WebSocket opening handshake"));
        } else {
            accept(ctx, family.get(), request);
        }
    }

    private void accept(ChannelHandlerContext ctx, RawFamily family, HttpRequest request) {
        var unused = rawSockets.accept(ctx, family, request).handle((done, failure) -> {
            if (failure == null) {
                removeEngine(ctx);
            } else {
                refuse(ctx, problem(failure));
            }
            return null;
        });
    }

    private void removeEngine(ChannelHandlerContext ctx) {
        for (String name : engineHandlers) {
            if (ctx.pipeline().get(name) != null) {
                ctx.pipeline().remove(name);
            }
        }
    }

    private static Problem problem(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof HubException refusal) {
            return Problem.of(refusal);
        }
        LOG.atError().setCause(cause).log("a raw websocket could not be opened");
        return Problem.of(ErrorCode.INTERNAL, "The hub failed to open the WebSocket");
    }

    private static void refuse(ChannelHandlerContext ctx, Problem problem) {
        Outbound.writeAndFlush(ctx, problem.response());
    }

    private static String path(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (proxied != null) {
            proxied.flushRequest();
        }
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (proxied != null) {
            proxied.clientWritabilityChanged();
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ExchangeAborted.INSTANCE && proxied != null) {
            proxied.abort();
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (proxied != null) {
            proxied.abort();
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (toEngine) {
            // Frames may come, and a client may go, while the engine's answer to an upgrade is on its way out.
            ctx.fireExceptionCaught(cause);
            return;
        }
        var line = cause instanceof IOException ? LOG.atDebug() : LOG.atError();
        line.addKeyValue("peer", ctx.channel().remoteAddress()).setCause(cause).log("a request could not be routed");
        Outbound.close(ctx);
    }
}
