package dev.maestro.server.edge;

import dev.maestro.protocol.error.ErrorCode;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one request in at a time, refuses what is malformed, foreign or too slow, and finishes every response.
 *
 * <p>Sees all responses, whichever part writes them. States: waiting for a request → exchanging → waiting, and so on;
 * from exchanging, upgrading once a 101 is written, and then the gate leaves the pipeline; from any, closing, in which
 * what still comes is dropped so that the last answer is not lost to a reset.
 *
 * <p>Threads: confined to the connection's event loop.
 */
final class ExchangeGate extends ChannelDuplexHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ExchangeGate.class);

    private enum State {
        WAITING,
        EXCHANGING,
        UPGRADING,
        CLOSING
    }

    private final EdgeConfig config;
    private final Visitor visitor;
    private final RequestDecoder decoder;
    private final ResponseEncoder encoder;
    private final Queue<Object> heldForUpgrade = new ArrayDeque<>();
    private State state = State.WAITING;
    private Exchange exchange = Exchange.refused(false);
    private final Deadlines deadlines;
    private @Nullable Future<?> ticks;

    ExchangeGate(EdgeConfig config, Visitor visitor, RequestDecoder decoder, ResponseEncoder encoder) {
        this.config = config;
        this.visitor = visitor;
        this.decoder = decoder;
        this.encoder = encoder;
        this.deadlines = new Deadlines(config);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        long everyMs = config.tick().toMillis();
        ticks = ctx.executor().scheduleAtFixedRate(() -> tick(ctx), everyMs, everyMs, TimeUnit.MILLISECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        stopTicks();
        Object held;
        while ((held = heldForUpgrade.poll()) != null) {
            ReferenceCountUtil.release(held);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        stopTicks();
        ctx.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (state == State.UPGRADING && msg instanceof HttpObject) {
            ctx.fireChannelRead(msg);
        } else if (state == State.UPGRADING) {
            heldForUpgrade.add(msg);
        } else if (state == State.CLOSING || !ctx.channel().isActive()) {
            ReferenceCountUtil.release(msg);
        } else if (msg instanceof HttpRequest request) {
            begin(ctx, request);
        } else if (msg instanceof HttpContent content) {
            receive(ctx, content);
        } else {
            // Frames that a client sent before it had its 101: the decoder was replaced, the answer is not out yet.
            heldForUpgrade.add(msg);
        }
    }

    private void begin(ChannelHandlerContext ctx, HttpRequest request) {
        encoder.answers(request.method());
        Optional<Problem> malformed = RequestRules.check(request);
        if (malformed.isPresent()) {
            refuse(ctx, malformed.get(), false);
            return;
        }
        Optional<Problem> unwelcome = visitor.fault(ctx.channel(), request);
        if (unwelcome.isPresent()) {
            boolean keepAlive = !RequestRules.hasBody(request);
            refuse(ctx, Refusals.of(request, unwelcome.get()), unwelcome.get().detail(), keepAlive);
            return;
        }
        state = State.EXCHANGING;
        exchange = Exchange.of(request);
        deadlines.bodyStarted();
        ctx.fireChannelRead(request);
    }

    private void refuse(ChannelHandlerContext ctx, Problem problem, boolean keepAlive) {
        refuse(ctx, problem.response(), problem.detail(), keepAlive);
    }

    private void refuse(ChannelHandlerContext ctx, FullHttpResponse response, String why, boolean keepAlive) {
        LOG.atDebug()
                .addKeyValue("peer", ctx.channel().remoteAddress())
                .addKeyValue("status", response.status().code())
                .log("request refused: {}", why);
        state = State.EXCHANGING;
        exchange = Exchange.refused(keepAlive);
        write(ctx, response, ctx.newPromise());
        ctx.flush();
    }

    private void receive(ChannelHandlerContext ctx, HttpContent content) {
        if (state != State.EXCHANGING || exchange.responseWritten()) {
            content.release();
        } else if (content.decoderResult().isFailure()) {
            content.release();
            abort(ctx, Problem.badRequest("The body is malformed"));
        } else {
            exchange.received(content.content().readableBytes(), content instanceof LastHttpContent);
            ctx.fireChannelRead(content);
        }
    }

    /** Ends a request that will never be whole; what serves it is told first, so that it writes no answer. */
    private void abort(ChannelHandlerContext ctx, Problem problem) {
        ctx.fireUserEventTriggered(ExchangeAborted.INSTANCE);
        if (exchange.responseStarted()) {
            Outbound.close(ctx);
        } else {
            refuse(ctx, problem, false);
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
        if (msg instanceof HttpObject && (state != State.EXCHANGING || exchange.responseWritten())) {
            ReferenceCountUtil.release(msg);
            promise.tryFailure(new ClosedChannelException());
            return;
        }
        if (msg instanceof HttpResponse response) {
            if (response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
                upgrade(ctx, response, promise);
                return;
            }
            if (response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
                passOn(ctx, response, promise);
                return;
            }
            exchange.startResponse(response);
        }
        ChannelPromise written = promise;
        if (msg instanceof LastHttpContent) {
            exchange.endResponse();
            written = promise.unvoid();
            written.addListener(done -> responseOut(ctx, done.isSuccess()));
        }
        passOn(ctx, msg, written);
    }

    private static void passOn(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
        // The future is the promise, and whoever made that looks after it.
        var unused = ctx.write(msg, promise);
    }

    private void responseOut(ChannelHandlerContext ctx, boolean sent) {
        visitor.answered();
        if (!sent) {
            Outbound.close(ctx);
        } else if (exchange.keepAlive()) {
            state = State.WAITING;
            deadlines.idleStarted();
            decoder.resume();
        } else {
            closeGently(ctx);
        }
    }

    /** A close with bytes unread makes the kernel reset the connection, and the client may never see the answer. */
    private void closeGently(ChannelHandlerContext ctx) {
        state = State.CLOSING;
        decoder.drop();
        ctx.channel().config().setAutoRead(true);
        if (ctx.channel() instanceof DuplexChannel duplex) {
            duplex.shutdownOutput().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
        var timeout = ctx.executor()
                .schedule(() -> Outbound.close(ctx), config.drainTimeout().toMillis(), TimeUnit.MILLISECONDS);
        ctx.channel().closeFuture().addListener(closed -> timeout.cancel(false));
    }

    private void upgrade(ChannelHandlerContext ctx, HttpResponse response, ChannelPromise promise) {
        state = State.UPGRADING;
        stopTicks();
        ctx.channel().config().setAutoRead(false);
        ChannelPromise written = promise.unvoid();
        // Later, as the listeners added after this one still change the pipeline.
        written.addListener(done -> ctx.executor().execute(() -> leave(ctx)));
        passOn(ctx, response, written);
    }

    private void leave(ChannelHandlerContext ctx) {
        if (ctx.isRemoved()) {
            return;
        }
        Object held;
        while ((held = heldForUpgrade.poll()) != null) {
            ctx.fireChannelRead(held);
        }
        ctx.fireChannelReadComplete();
        if (ctx.pipeline().get(EdgeRouter.class) != null) {
            ctx.pipeline().remove(EdgeRouter.class);
        }
        ctx.pipeline().remove(this);
        ctx.channel().config().setAutoRead(true);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        deadlines.writable(ctx.channel().isWritable());
        ctx.fireChannelWritabilityChanged();
    }

    private void tick(ChannelHandlerContext ctx) {
        if (deadlines.stalled()) {
            LOG.atInfo()
                    .addKeyValue("peer", ctx.channel().remoteAddress())
                    .log("connection closed: the client does not read");
            Outbound.close(ctx);
        } else if (state == State.WAITING && deadlines.headLate(decoder.headStartedNanos())) {
            refuse(
                    ctx,
                    new Problem(HttpResponseStatus.REQUEST_TIMEOUT, ErrorCode.INVALID, "The request is too slow"),
                    false);
        } else if (state == State.WAITING && decoder.headStartedNanos() == 0 && deadlines.idleTooLong()) {
            Outbound.close(ctx);
        } else if (state == State.EXCHANGING && !exchange.requestEnded() && !exchange.responseStarted()) {
            boolean asked = ctx.channel().config().isAutoRead();
            if (deadlines.bodyLate(exchange.bodyBytes(), asked)) {
                abort(ctx, new Problem(HttpResponseStatus.REQUEST_TIMEOUT, ErrorCode.INVALID, "The body is too slow"));
            }
        }
    }

    private void stopTicks() {
        if (ticks != null) {
            ticks.cancel(false);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (state == State.UPGRADING) {
            ctx.fireExceptionCaught(cause);
            return;
        }
        boolean clients = cause instanceof IOException || cause instanceof CorruptedFrameException;
        var line = clients ? LOG.atDebug() : LOG.atError();
        line.addKeyValue("peer", ctx.channel().remoteAddress()).setCause(cause).log("connection failed");
        Outbound.close(ctx);
    }
}
