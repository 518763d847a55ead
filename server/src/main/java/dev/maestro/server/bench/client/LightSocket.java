package dev.maestro.server.bench.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.maestro.protocol.engineio.PacketFormatException;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.socketio.SocketPacket;
import dev.maestro.protocol.socketio.SocketPacketDecoder;
import dev.maestro.protocol.socketio.SocketPacketEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.EventExecutor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket with one namespace, which hears events as the bytes they are.
 *
 * <p>States: connecting, then admitted, then over; or over at once. It answers pings and asks for no compression.
 *
 * <p>Threads: everything on its event loop but {@link #close} and {@link #emit}, which anybody may call once it is admitted.
 * Memory: some hundred bytes beside Netty's own.
 */
public final class LightSocket {
    private static final byte[] PONG = {'3'};

    private final Asking asking;
    private final Duration patience;
    private final SocketListener listener;

    // Set by the event loop before anybody is told of the socket.
    private volatile @Nullable Channel channel;

    // The following are touched by the event loop only.
    private @Nullable Map<Long, Consumer<JsonNode>> waiting;
    private long nextAck;
    private boolean admitted;
    private boolean over;
    private String sid = "";
    private String pid = "";

    LightSocket(Asking asking, Duration patience, SocketListener listener) {
        this.asking = asking;
        this.patience = patience;
        this.listener = listener;
    }

    Handler handler() {
        return new Handler();
    }

    /** Returns what recovery goes by; empty where the server offers none. */
    public String pid() {
        return pid;
    }

    /** Returns the id the namespace gave. */
    public String sid() {
        return sid;
    }

    /**
     * Sends an event that asks for no ack.
     *
     * @return done when the bytes are with the system, failed if the socket is over
     */
    public ChannelFuture emit(String name, JsonBytes argument) {
        return write(SocketPacketEncoder.event(asking.namespace(), null, name, List.of(argument))
                .text());
    }

    /** Sends an event and hands its ack's first argument on, on the event loop; never, if the socket ends before. */
    public void ask(String name, JsonBytes argument, Consumer<JsonNode> answer) {
        Channel mine = open();
        mine.eventLoop().execute(() -> {
            long id = nextAck++;
            if (waiting == null) {
                waiting = new HashMap<>();
            }
            waiting.put(id, answer);
            // What cannot be written ends the socket, which is told.
            var unused = write(SocketPacketEncoder.event(asking.namespace(), id, name, List.of(argument))
                    .text());
        });
    }

    /** Reads nothing from the connection any more, or goes on: what the server sends piles up there. */
    public void reads(boolean goesOn) {
        open().config().setAutoRead(goesOn);
    }

    /** Ends the connection without a word, as a broken network does. */
    public void close() {
        Channel mine = channel;
        if (mine != null) {
            var unused = mine.close();
        }
    }

    /** Leaves the namespace and closes, as a client does that is done. */
    public void leave() {
        var unused = write(SocketPacketEncoder.encode(new SocketPacket.Disconnect(asking.namespace()))
                        .text())
                .addListener(done -> close());
    }

    /** Returns the event loop it lives on. */
    public EventExecutor loop() {
        return open().eventLoop();
    }

    private Channel open() {
        Channel mine = channel;
        if (mine == null) {
            throw new IllegalStateException("the socket is not connected");
        }
        return mine;
    }

    private ChannelFuture write(byte[] packet) {
        byte[] text = new byte[packet.length + 1];
        text[0] = '4';
        System.arraycopy(packet, 0, text, 1, packet.length);
        return open().writeAndFlush(new TextWebSocketFrame(Unpooled.wrappedBuffer(text)));
    }

    void neverConnected(Throwable cause) {
        // The loop whose connection failed calls this.
        end(Reasons.of(cause));
    }

    private void end(String reason) {
        if (!over) {
            over = true;
            close();
            listener.ended(this, reason);
        }
    }

    private void message(ByteBuf frame) {
        if (frame.readableBytes() < 2) {
            end("a frame that is no packet");
            return;
        }
        switch (frame.getByte(frame.readerIndex() + 1)) {
            case '2' -> {
                if (admitted) {
                    listener.event(this, frame);
                }
            }
            case '3' -> ack(frame);
            case '0' -> connected(frame);
            case '1' -> end("the server ended it");
            case '4' -> refused(frame);
            default -> end("a packet that nobody expected");
        }
    }

    private void connected(ByteBuf frame) {
        JsonNode data = ((SocketPacket.Connect) decoded(frame)).data();
        JsonNode told = data == null ? MissingNode.getInstance() : data;
        sid = told.path("sid").asText();
        pid = told.path("pid").asText();
        admitted = true;
        listener.admitted(this);
    }

    private void refused(ByteBuf frame) {
        JsonNode data = ((SocketPacket.ConnectError) decoded(frame)).data();
        end("refused: " + data.path("message").asText());
    }

    private void ack(ByteBuf frame) {
        SocketPacket.Ack ack = (SocketPacket.Ack) decoded(frame);
        Consumer<JsonNode> answer = waiting == null ? null : waiting.remove(ack.ackId());
        if (answer != null) {
            answer.accept(
                    ack.args().isEmpty()
                            ? MissingNode.getInstance()
                            : ack.args().get(0));
        }
    }

    private static SocketPacket decoded(ByteBuf frame) {
        String text = frame.toString(frame.readerIndex() + 1, frame.readableBytes() - 1, StandardCharsets.UTF_8);
        return new SocketPacketDecoder()
                .text(text)
                .orElseThrow(() -> new PacketFormatException("a packet with attachments"));
    }

    /** What stands in the pipeline. */
    final class Handler extends SimpleChannelInboundHandler<WebSocketFrame> {
        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            channel = context.channel();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
            if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
                var unused =
                        context.executor().schedule(this::lookAdmitted, patience.toMillis(), TimeUnit.MILLISECONDS);
            }
            super.userEventTriggered(context, event);
        }

        private void lookAdmitted() {
            if (!admitted) {
                end("not let in within " + patience.toSeconds() + " s");
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
            if (frame instanceof CloseWebSocketFrame close) {
                end("closed: " + close.statusCode() + " " + close.reasonText());
            } else if (frame instanceof TextWebSocketFrame && frame.content().isReadable()) {
                text(context, frame.content());
            }
        }

        private void text(ChannelHandlerContext context, ByteBuf frame) {
            switch (frame.getByte(frame.readerIndex())) {
                case '0' -> {
                    var unused = write(asking.packet());
                }
                case '2' -> {
                    var unused = context.writeAndFlush(new TextWebSocketFrame(Unpooled.wrappedBuffer(PONG)));
                }
                case '4' -> message(frame);
                case '1' -> end("the server closed the engine session");
                default -> {
                    // Noops and what later versions may say.
                }
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            end(admitted ? "the connection ended" : "the connection ended before it was let in");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            end(Reasons.of(cause));
        }
    }
}
