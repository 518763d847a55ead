package dev.maestro.server.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests strictly, and one at a time: after the end of a request nothing is decoded until {@link #resume}.
 *
 * <p>What a client sends ahead stays in bytes, at most about {@value #MAX_AHEAD_BYTES}; then the connection is not read
 * until the answer is out. Below that it is read on, so that a client that goes away is noticed. A malformed request is
 * emitted as a request with a failed decoder result, and all that follows it is dropped.
 *
 * <p>States: head → body → paused → head; from any, dropping, which is final.
 *
 * <p>Threads: confined to the connection's event loop.
 */
final class RequestDecoder extends HttpRequestDecoder {
    static final int MAX_AHEAD_BYTES = 64 * 1024;

    private enum State {
        HEAD,
        BODY,
        PAUSED,
        DROPPING
    }

    private final HeadLines lines;
    private final int maxDropBytes;
    private State state = State.HEAD;
    private boolean reading;
    private long droppedBytes;
    private long headStartedNanos;
    private @Nullable ChannelHandlerContext context;

    RequestDecoder(EdgeConfig config) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(config.maxRequestLineBytes())
                .setMaxHeaderSize(config.maxHeaderBytes())
                .setMaxChunkSize(MAX_AHEAD_BYTES)
                .setStrictLineParsing(true)
                .setUseRfc9112TransferEncoding(true)
                .setAllowDuplicateContentLengths(false)
                .setValidateHeaders(true));
        this.lines = new HeadLines(config.maxHeaders());
        this.maxDropBytes = config.drainBytes();
    }

    /** Returns when the first byte of the head being read came, on the scale of nanoTime; 0 when there is none. */
    long headStartedNanos() {
        return headStartedNanos;
    }

    /** Decodes the next request, first from what is already here. */
    void resume() {
        if (state != State.PAUSED || context == null) {
            return;
        }
        state = State.HEAD;
        lines.reset();
        context.channel().config().setAutoRead(true);
        if (!reading && actualReadableBytes() > 0) {
            decodeWhatIsHere(context);
        }
    }

    /** Reads and drops from now on, closing after so many bytes. */
    void drop() {
        state = State.DROPPING;
        headStartedNanos = 0;
    }

    private void decodeWhatIsHere(ChannelHandlerContext ctx) {
        try {
            channelRead(ctx, Unpooled.EMPTY_BUFFER);
            channelReadComplete(ctx);
        } catch (Exception e) {
            ctx.fireExceptionCaught(e);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) throws Exception {
        reading = true;
        try {
            super.channelRead(ctx, msg);
        } finally {
            reading = false;
        }
        if (state == State.PAUSED && actualReadableBytes() >= MAX_AHEAD_BYTES) {
            ctx.channel().config().setAutoRead(false);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        if (state == State.PAUSED) {
            // The superclass would ask for more as nothing was decoded, and bytes would pile up.
            discardSomeReadBytes();
            ctx.fireChannelReadComplete();
        } else {
            super.channelReadComplete(ctx);
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (state == State.PAUSED) {
            return;
        }
        if (state == State.DROPPING) {
            dropAll(ctx, in);
            return;
        }
        if (state == State.HEAD) {
            headStartedNanos = headStartedNanos == 0 ? nonZero(System.nanoTime()) : headStartedNanos;
            Optional<Problem> fault = lines.check(in);
            if (fault.isPresent()) {
                out.add(refused(fault.get()));
                drop();
                dropAll(ctx, in);
                return;
            }
        }
        super.decode(ctx, in, out);
        if (state == State.HEAD && !lines.begun() && !in.isReadable()) {
            // Only stray line breaks came; they do not begin a request.
            headStartedNanos = 0;
        }
        for (Object message : out) {
            advance((HttpObject) message);
        }
    }

    private void advance(HttpObject message) {
        if (message.decoderResult().isFailure()) {
            drop();
            return;
        }
        if (message instanceof HttpRequest) {
            state = State.BODY;
            headStartedNanos = 0;
        }
        if (message instanceof LastHttpContent) {
            state = State.PAUSED;
        }
    }

    private void dropAll(ChannelHandlerContext ctx, ByteBuf in) {
        droppedBytes += in.readableBytes();
        in.skipBytes(in.readableBytes());
        if (droppedBytes > maxDropBytes) {
            Outbound.close(ctx);
        }
    }

    private static HttpRequest refused(Problem problem) {
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
        request.setDecoderResult(DecoderResult.failure(new RefusedHeadException(problem)));
        return request;
    }

    private static long nonZero(long nanos) {
        return nanos == 0 ? 1 : nanos;
    }
}
