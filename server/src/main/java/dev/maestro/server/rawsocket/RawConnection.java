package dev.maestro.server.rawsocket;

import dev.maestro.protocol.error.Goodbye;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.auth.ConnectionFacts;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.limit.Gate;
import dev.maestro.server.limit.Verdict;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One raw WebSocket. States: opening → open → closing (a close frame is out, nothing more is sent) → gone.
 *
 * <p>Threads: confined to the connection's event loop.
 */
final class RawConnection extends SimpleChannelInboundHandler<WebSocketFrame> {
    private static final Logger LOG = LoggerFactory.getLogger(RawConnection.class);
    private static final int MAX_SILENT_PINGS = 2;

    private final RawSocketConfig config;
    private final RawFamily family;
    private final Conversation conversation;
    private final RawLoop loop;
    private final RawToken token;
    private final Gate gate;
    private final String user;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Future<?> pings;
    private int silentPings;
    private boolean closing;
    private boolean unflushed;
    // How it ends when its channel does before anybody has said goodbye.
    private RawEnd lost = RawEnd.CONNECTION_LOST;

    RawConnection(
            RawSocketConfig config,
            RawFamily family,
            RawLoop loop,
            Login login,
            ConnectionFacts facts,
            Principal principal,
            Gate gate) {
        this.config = config;
        this.family = family;
        this.conversation = conversation(family, config, login.clock());
        this.loop = loop;
        this.token = new RawToken(login, facts, principal, conversation, this);
        this.gate = gate;
        this.user = principal.key();
    }

    private static Conversation conversation(RawFamily family, RawSocketConfig config, Clock clock) {
        return switch (family) {
            case MAESTRO -> new MaestroConversation(config.maxSessionIds(), clock);
            case BRAIN -> new BrainConversation(clock);
        };
    }

    /** Starts once the handshake's answer is out. */
    void open(ChannelHandlerContext ctx) {
        if (!ctx.channel().isActive()) {
            return;
        }
        context = ctx;
        long everyMs = config.pingInterval().toMillis();
        // Not at a fixed rate: of what a hub that was held up has missed, the peer could answer nothing in between.
        pings = ctx.executor().scheduleWithFixedDelay(() -> ping(ctx), everyMs, everyMs, TimeUnit.MILLISECONDS);
        LOG.atInfo()
                .addKeyValue("peer", ctx.channel().remoteAddress())
                .addKeyValue("user", user)
                .addKeyValue("family", family)
                .log("raw websocket opened");
        loop.add(this);
        conversation.greeting().ifPresent(this::say);
        token.watch(ctx.channel().eventLoop());
    }

    /** Says something that is this client's alone; does nothing once it is closing. */
    void say(JsonBytes message) {
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            reply(ctx, message);
            flush();
        }
    }

    /** Returns whether this client gets the message. */
    boolean wants(RawMessage message) {
        return message.family() == family
                && token.principal().maySee(message.projectId())
                && conversation.wants(message);
    }

    /** Returns which family's it is. */
    RawFamily family() {
        return family;
    }

    /** Tells something that is no event; does nothing once it is closing. */
    void notice(String name, JsonBytes data, long timestamp) {
        say(conversation.notice(name, data, timestamp));
    }

    /** Writes a ready-made frame without flushing; the buffer is shared and stays the caller's. */
    void write(ByteBuf frame) {
        ChannelHandlerContext ctx = context;
        if (ctx == null || closing || !ctx.channel().isActive()) {
            return;
        }
        if (!ctx.channel().isWritable()) {
            // A long batch fills the mark of a quick client too, as nothing was flushed yet.
            ctx.flush();
            if (!ctx.channel().isWritable()) {
                close(CloseReason.SLOW_CONSUMER);
                return;
            }
        }
        loop.counters().sent(family, frame.readableBytes());
        writeUnwatched(ctx, frame.retainedDuplicate());
        unflushed = true;
    }

    /** Pushes out what was written since the last time. */
    void flush() {
        if (unflushed && context != null) {
            unflushed = false;
            context.flush();
        }
    }

    /** Says why, and ends the connection once the peer answered or its time is up; idempotent. */
    void close(CloseReason reason) {
        close(reason, reason.goodbye());
    }

    /** The same, said in words of its own to a client that knows such. */
    private void close(CloseReason reason, Goodbye goodbye) {
        ChannelHandlerContext ctx = context;
        if (ctx == null || closing) {
            return;
        }
        LOG.atInfo()
                .addKeyValue("peer", ctx.channel().remoteAddress())
                .addKeyValue("user", user)
                .addKeyValue("code", reason.code())
                .addKeyValue("reason", reason.text())
                .log("raw websocket closed by the hub");
        startClosing(ctx, RawEnd.of(reason));
        sayLast(ctx, goodbye);
        ctx.writeAndFlush(new CloseWebSocketFrame(reason.code(), reason.text())).addListener(sent -> {
            if (!sent.isSuccess()) {
                cut(ctx);
            } else if (ctx.channel() instanceof DuplexChannel duplex) {
                // No more comes from here, and reading goes on: closing at once could reset the frame away.
                duplex.shutdownOutput().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
            }
        });
    }

    /** Goes behind what waits, however much that is: it is the last, as the close frame after it. */
    private void sayLast(ChannelHandlerContext ctx, Goodbye goodbye) {
        try {
            conversation.goodbye(goodbye).ifPresent(message -> writeUnwatched(ctx, Frames.text(message, ctx.alloc())));
        } catch (RuntimeException | OutOfMemoryError e) {
            // It must not keep the connection from its end.
            LOG.atWarn().setCause(e).log("a client is not told why it is closed on");
        }
    }

    private void startClosing(ChannelHandlerContext ctx, RawEnd end) {
        closing = true;
        loop.counters().ended(family, end);
        loop.remove(this);
        token.stop();
        stopPings();
        var cut = ctx.executor().schedule(() -> cut(ctx), config.closeTimeout().toMillis(), TimeUnit.MILLISECONDS);
        ctx.channel().closeFuture().addListener(closed -> cut.cancel(false));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
        silentPings = 0;
        if (frame instanceof CloseWebSocketFrame close) {
            peerCloses(ctx, close);
        } else if (closing) {
            LOG.trace("frame after close dropped");
        } else if (frame instanceof TextWebSocketFrame) {
            take(ctx, frame);
        } else if (frame instanceof PingWebSocketFrame) {
            pong(ctx, frame);
        } else if (!(frame instanceof PongWebSocketFrame)) {
            close(CloseReason.NOT_TEXT);
        }
    }

    private void take(ChannelHandlerContext ctx, WebSocketFrame frame) {
        Verdict verdict = gate.admit();
        if (verdict.isAllowed()) {
            conversation
                    .answer(ByteBufUtil.getBytes(frame.content()), token::refresh)
                    .ifPresent(answer -> reply(ctx, answer));
            return;
        }
        reply(ctx, conversation.mistake(verdict.refusal()));
        if (verdict.outcome() == Verdict.Outcome.BANNED) {
            close(CloseReason.RATE_LIMITED, CloseReason.RATE_LIMITED.goodbye().after(verdict.retryAfterMillis()));
        }
    }

    private void reply(ChannelHandlerContext ctx, JsonBytes message) {
        ByteBuf frame = Frames.text(message, ctx.alloc());
        try {
            write(frame);
        } finally {
            frame.release();
        }
    }

    private void pong(ChannelHandlerContext ctx, WebSocketFrame ping) {
        if (ctx.channel().isWritable()) {
            writeUnwatched(ctx, new PongWebSocketFrame(ping.content().retain()));
            unflushed = true;
        } else {
            close(CloseReason.SLOW_CONSUMER);
        }
    }

    private void peerCloses(ChannelHandlerContext ctx, CloseWebSocketFrame close) {
        if (closing) {
            cut(ctx);
            return;
        }
        LOG.atInfo()
                .addKeyValue("peer", ctx.channel().remoteAddress())
                .addKeyValue("user", user)
                .addKeyValue("code", close.statusCode())
                .log("raw websocket closed by its client");
        startClosing(ctx, RawEnd.CLIENT_CLOSED);
        CloseWebSocketFrame echo =
                close.statusCode() < 0 ? new CloseWebSocketFrame() : new CloseWebSocketFrame(close.statusCode(), "");
        ctx.writeAndFlush(echo).addListener(sent -> cut(ctx));
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        flush();
        ctx.fireChannelReadComplete();
    }

    private void ping(ChannelHandlerContext ctx) {
        if (silentPings >= MAX_SILENT_PINGS) {
            LOG.atInfo()
                    .addKeyValue("peer", ctx.channel().remoteAddress())
                    .addKeyValue("user", user)
                    .addKeyValue("reason", RawEnd.PING_TIMEOUT.text())
                    .log("raw websocket closed by the hub");
            lost = RawEnd.PING_TIMEOUT;
            cut(ctx);
            return;
        }
        silentPings++;
        writeUnwatched(ctx, new PingWebSocketFrame());
        ctx.flush();
    }

    private static void writeUnwatched(ChannelHandlerContext ctx, Object message) {
        // A failure of the void promise comes to exceptionCaught; a promise each would be dear in a fan-out.
        var unused = ctx.write(message, ctx.voidPromise());
    }

    private static void cut(ChannelHandlerContext ctx) {
        // A close that fails leaves nothing that could still be done.
        var unused = ctx.close();
    }

    private void stopPings() {
        if (pings != null) {
            pings.cancel(false);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (context != null && !closing) {
            closing = true;
            LOG.atInfo()
                    .addKeyValue("peer", ctx.channel().remoteAddress())
                    .addKeyValue("user", user)
                    .addKeyValue("reason", lost.text())
                    .log("raw websocket gone");
            loop.counters().ended(family, lost);
        }
        stopPings();
        token.stop();
        loop.remove(this);
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof CorruptedWebSocketFrameException corrupted) {
            CloseReason reason = reasonOf(corrupted);
            boolean tooLarge = reason == CloseReason.TOO_LARGE;
            close(reason, tooLarge ? Goodbye.tooLarge(config.maxMessageBytes()) : reason.goodbye());
        } else if (cause instanceof TooLongFrameException) {
            close(CloseReason.TOO_LARGE, Goodbye.tooLarge(config.maxMessageBytes()));
        } else if (cause instanceof IOException || !ctx.channel().isActive()) {
            LOG.atDebug().addKeyValue("user", user).setCause(cause).log("raw websocket broken");
            cut(ctx);
        } else {
            LOG.atError().addKeyValue("user", user).setCause(cause).log("raw websocket failed");
            close(CloseReason.INTERNAL);
        }
    }

    private static CloseReason reasonOf(CorruptedWebSocketFrameException corrupted) {
        return switch (corrupted.closeStatus().code()) {
            case 1007 -> CloseReason.NOT_UTF8;
            case 1008 -> CloseReason.TOO_MANY_FRAGMENTS;
            case 1009 -> CloseReason.TOO_LARGE;
            default -> CloseReason.PROTOCOL_ERROR;
        };
    }
}
