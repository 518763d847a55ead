package dev.maestro.server.socketio;

import dev.maestro.protocol.engineio.EnginePacket;
import dev.maestro.protocol.engineio.PacketFormatException;
import dev.maestro.protocol.engineio.Utf8;
import dev.maestro.protocol.error.DisconnectReason;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one WebSocket's frames to its session.
 *
 * <p>Threads: confined to the channel's event loop; the session may live on another, which gets the packets in order.
 */
@EventLoopConfined
final class WebSocketHandler extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketHandler.class);

    private static final long CLOSE_SECONDS = 2;

    private final MessageAssembler assembler;
    private @Nullable ChannelHandlerContext ctx;
    private @Nullable EngineSession session;
    private @Nullable WebSocketTransport transport;
    private boolean ended;

    WebSocketHandler(EngineConfig config) {
        this.assembler = new MessageAssembler(config.maxPayloadBytes());
    }

    /** Becomes the connection of a new session. */
    void begin(EngineSession newSession) {
        WebSocketTransport webSocket = attach(newSession);
        newSession.openWebSocket(webSocket);
    }

    /** Offers itself to a session that is polling. */
    void offerTo(EngineSession polling) {
        WebSocketTransport webSocket = attach(polling);
        if (!polling.run(() -> polling.offer(webSocket))) {
            Unwatched.close(Objects.requireNonNull(ctx));
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        ctx = added;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (ended) {
                return;
            }
            if (message instanceof WebSocketFrame frame) {
                frame(context, frame);
            } else {
                // Bytes sent before the handshake was answered.
                fail(context, DisconnectReason.PARSE_ERROR);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end(DisconnectReason.TRANSPORT_CLOSE);
        assembler.discard();
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.atDebug().setCause(cause).log("a WebSocket failed");
        if (cause instanceof CorruptedWebSocketFrameException corrupted) {
            corrupted(context, corrupted.closeStatus());
        } else {
            end(DisconnectReason.TRANSPORT_ERROR);
            Unwatched.close(context);
        }
    }

    private WebSocketTransport attach(EngineSession to) {
        WebSocketTransport webSocket = new WebSocketTransport(Objects.requireNonNull(ctx));
        session = to;
        transport = webSocket;
        return webSocket;
    }

    private void frame(ChannelHandlerContext context, WebSocketFrame frame) {
        if (frame instanceof PingWebSocketFrame) {
            Unwatched.writeAndFlush(
                    context, new PongWebSocketFrame(frame.content().retain()));
        } else if (frame instanceof CloseWebSocketFrame) {
            Unwatched.writeAndThen(context, new CloseWebSocketFrame(1000, ""), done -> Unwatched.close(context));
            end(DisconnectReason.TRANSPORT_CLOSE);
        } else if (!(frame instanceof PongWebSocketFrame)) {
            data(context, frame);
        }
    }

    private void data(ChannelHandlerContext context, WebSocketFrame frame) {
        if (!assembler.accepts(frame)) {
            fail(context, DisconnectReason.TOO_LARGE);
            return;
        }
        try {
            byte[] whole = assembler.add(frame);
            if (whole != null) {
                EnginePacket packet =
                        assembler.text() ? EnginePacket.ofText(Utf8.decode(whole)) : new EnginePacket.Binary(whole);
                withSession((to, from) -> to.received(from, packet));
            }
        } catch (PacketFormatException e) {
            LOG.atDebug().addKeyValue("rule", e.getMessage()).log("malformed input");
            fail(context, DisconnectReason.PARSE_ERROR);
        }
    }

    /** The decoder drops what follows on a frame it could not read; it may find fault more than once. */
    private void corrupted(ChannelHandlerContext context, WebSocketCloseStatus status) {
        if (!ended) {
            boolean tooLarge = status.code() == DisconnectReason.TOO_LARGE.code();
            DisconnectReason reason = tooLarge ? DisconnectReason.TOO_LARGE : DisconnectReason.PARSE_ERROR;
            close(context, new CloseWebSocketFrame(status.code(), reason.text()));
            end(reason);
        }
    }

    private void fail(ChannelHandlerContext context, DisconnectReason reason) {
        close(context, new CloseWebSocketFrame(reason.code(), reason.text()));
        end(reason);
    }

    /** Closes for writing at once and for reading soon: a close with bytes unread would reset the frame away. */
    private static void close(ChannelHandlerContext context, CloseWebSocketFrame frame) {
        Unwatched.writeAndThen(context, frame, written -> Unwatched.endOutput(context));
        Unwatched.schedule(context.executor(), CLOSE_SECONDS, TimeUnit.SECONDS, () -> Unwatched.close(context));
    }

    private void end(DisconnectReason reason) {
        if (!ended) {
            ended = true;
            withSession((to, from) -> to.lost(from, reason));
        }
    }

    private void withSession(BiConsumer<EngineSession, WebSocketTransport> action) {
        EngineSession to = session;
        WebSocketTransport from = transport;
        if (to != null && from != null) {
            to.run(() -> action.accept(to, from));
        }
    }
}
