package dev.maestro.server.socketio;

import dev.maestro.protocol.engineio.EnginePacket;
import dev.maestro.protocol.engineio.PacketFormatException;
import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.protocol.error.Goodbye;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket, the only handler of its channel once it is open: bytes to its session, and its session's to the wire.
 *
 * <p>States: opening (what comes is kept) → attached to a session, on whose event loop the channel is from then on →
 * ended.
 */
@EventLoopConfined
final class WebSocketHandler extends ChannelInboundHandlerAdapter implements FrameReader.Sink {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketHandler.class);

    private static final long CLOSE_SECONDS = 2;

    private final Engine engine;
    private final @Nullable Deflation deflation;
    private final FrameReader reader;
    private @Nullable ChannelHandlerContext ctx;
    private @Nullable EngineSession session;
    private @Nullable WebSocketTransport transport;
    private boolean ended;

    /** Makes the handler of a WebSocket of {@code engine}; {@code deflation} is null if none was agreed on. */
    WebSocketHandler(Engine engine, @Nullable Deflation deflation) {
        this.engine = engine;
        this.deflation = deflation;
        this.reader = new FrameReader(this, engine.config().maxPayloadBytes(), deflation != null);
    }

    /** Becomes the connection of a new session of the channel's event loop. */
    void begin(Handshake handshake) {
        if (!ended) {
            WebSocketTransport webSocket = newTransport();
            EngineSession begun = engine.newSession(context().channel().eventLoop(), handshake, webSocket);
            attach(begun, webSocket);
            begun.openWebSocket();
            engine.begun(begun);
            readOn();
        }
    }

    /** Offers itself to a session that is polling, on the session's event loop. */
    void offerTo(EngineSession polling) {
        Channel channel = context().channel();
        if (channel.eventLoop() == polling.loop()) {
            offer(polling);
        } else {
            // Later, when whoever else had a part in the handshake has left the pipeline.
            channel.eventLoop().execute(() -> LoopChange.move(channel, polling.loop(), () -> offer(polling)));
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        ctx = added;
        engine.counters().webSocketOpened();
        Unwatched.then(
                added.channel().closeFuture(), closed -> engine.counters().webSocketClosed());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof ByteBuf bytes) {
                if (session == null) {
                    reader.keep(bytes);
                } else {
                    reader.read(bytes);
                }
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (transport != null && session != null && context.channel().isWritable()) {
            transport.drain();
            session.drained();
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end(DisconnectReason.TRANSPORT_CLOSE);
        if (transport != null) {
            // A session that said goodbye is gone already, and may have left something behind.
            transport.end();
        }
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        reader.end();
        if (deflation != null) {
            deflation.connectionClosed();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.atDebug().setCause(cause).log("a WebSocket failed");
        // Later: a write may fail while somebody goes through the sockets of a room, which the end would change.
        context.executor().execute(() -> {
            end(DisconnectReason.TRANSPORT_ERROR);
            Unwatched.close(context);
        });
    }

    @Override
    public void message(byte[] payload, boolean text, boolean compressed) {
        try {
            byte[] whole = compressed ? inflated(payload) : payload;
            if (whole == null) {
                failed(
                        DisconnectReason.TOO_LARGE,
                        Goodbye.tooLarge(engine.config().maxPayloadBytes()));
            } else if (session != null && transport != null) {
                session.received(transport, text ? EnginePacket.ofUtf8(whole) : new EnginePacket.Binary(whole));
            }
        } catch (PacketFormatException e) {
            LOG.atDebug().addKeyValue("rule", e.getMessage()).log("malformed input");
            failed(DisconnectReason.PARSE_ERROR);
        }
    }

    @Override
    public void ping(byte[] payload) {
        // The latest ping is answered at the latest when the client takes what there is; RFC 6455, 5.5.3.
        if (context().channel().isWritable()) {
            Unwatched.writeAndFlush(context(), Frames.pong(context().alloc(), payload));
        }
    }

    @Override
    public void closed() {
        Unwatched.writeAndThen(
                context(), Frames.close(context().alloc(), 1000, ""), done -> Unwatched.close(context()));
        // A client that does not read never gets the answer.
        ChannelHandlerContext closing = context();
        Unwatched.schedule(closing.executor(), CLOSE_SECONDS, TimeUnit.SECONDS, () -> Unwatched.close(closing));
        end(DisconnectReason.TRANSPORT_CLOSE);
    }

    @Override
    public void tooLarge(long bytes) {
        failed(DisconnectReason.TOO_LARGE, Goodbye.tooLarge(engine.config().maxPayloadBytes(), bytes));
    }

    @Override
    public void failed(DisconnectReason reason) {
        failed(reason, reason.goodbye().orElse(null));
    }

    /** Closes for writing at once and for reading soon: a close with bytes unread would reset the frame away. */
    private void failed(DisconnectReason reason, @Nullable Goodbye goodbye) {
        if (ended) {
            return;
        }
        if (session != null && transport != null && goodbye != null) {
            session.sayLast(transport, goodbye);
        }
        ChannelHandlerContext failing = context();
        Unwatched.writeAndThen(
                failing,
                Frames.close(failing.alloc(), reason.code(), reason.text()),
                written -> Unwatched.endOutput(failing));
        Unwatched.schedule(failing.executor(), CLOSE_SECONDS, TimeUnit.SECONDS, () -> Unwatched.close(failing));
        end(reason);
    }

    private void offer(EngineSession polling) {
        if (ended) {
            return;
        }
        WebSocketTransport webSocket = newTransport();
        attach(polling, webSocket);
        polling.offer(webSocket);
        readOn();
    }

    private WebSocketTransport newTransport() {
        return new WebSocketTransport(context(), engine.counters(), deflation);
    }

    private void attach(EngineSession to, WebSocketTransport webSocket) {
        session = to;
        transport = webSocket;
    }

    /** Reads what came before there was a session, and what comes from now on. */
    private void readOn() {
        reader.read(Unpooled.EMPTY_BUFFER);
        context().channel().config().setAutoRead(true);
    }

    private byte @Nullable [] inflated(byte[] payload) {
        return Objects.requireNonNull(deflation)
                .inflate(payload, engine.config().maxPayloadBytes());
    }

    /** Lets go of the session; the caller sees to the connection itself. */
    private void end(DisconnectReason reason) {
        if (!ended) {
            ended = true;
            reader.end();
            if (session != null && transport != null) {
                transport.end();
                session.lost(transport, reason);
            }
        }
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(ctx);
    }
}
