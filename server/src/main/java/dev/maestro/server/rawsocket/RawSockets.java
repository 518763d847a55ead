package dev.maestro.server.rawsocket;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.auth.ConnectionFacts;
import dev.maestro.server.auth.LoginWatch;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.limit.SocketLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import io.netty.util.AttributeKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All raw WebSockets of this hub, of every family: takes new ones in, and brings messages to those who want them.
 *
 * <p>Delivery: each connection gets each message it wants at most once, in the order of the calls; one that cannot keep
 * up is closed, never skipped. A connection hears what is published after its handshake.
 *
 * <p>Threads: thread-safe; {@link #accept} is called on the connection's event loop.
 */
public final class RawSockets {
    /** Set by the front before a request comes here: whom it serves, when that is not the peer. */
    public static final AttributeKey<InetAddress> CLIENT = AttributeKey.valueOf("maestro-raw-client-address");

    private static final String BEARER = "Bearer ";

    private final RawSocketConfig config;
    private final Login login;
    private final SocketLimits limits;
    private final LoginWatch logins;
    private final WebSocketDecoderConfig decoding;
    private final RawCounters counters = new RawCounters();
    private final Map<EventLoop, RawLoop> loops = new ConcurrentHashMap<>();
    private final AtomicInteger links = new AtomicInteger();
    /** Set once, by whichever thread closes. */
    private volatile boolean closed;

    /**
     * Makes all, of which there are none yet.
     *
     * @param logins learns of who comes in, and who does not
     */
    public RawSockets(RawSocketConfig config, Login login, SocketLimits limits, LoginWatch logins) {
        this.config = config;
        this.login = login;
        this.limits = limits;
        this.logins = logins;
        this.decoding = WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(config.maxMessageBytes())
                .expectMaskedFrames(true)
                .allowMaskMismatch(false)
                .allowExtensions(false)
                .closeOnProtocolViolation(false)
                .withUTF8Validator(false)
                .build();
    }

    /**
     * Turns a connection into a raw WebSocket, once it is known whose it is.
     *
     * @param family how it is spoken with
     * @param request a well-formed opening handshake of version 13 without a body
     * @return done on the connection's event loop when the answer is written, or the connection is gone; fails with
     *     {@link HubException} for one that may not: nothing was written or changed then
     */
    public CompletionStage<Void> accept(ChannelHandlerContext ctx, RawFamily family, HttpRequest request) {
        ConnectionFacts facts = facts(ctx, request);
        return login.check(facts, token(request), ctx.executor())
                .whenComplete((principal, failure) -> refused(facts, request, failure))
                .thenAccept(principal -> open(ctx, family, request, facts, principal));
    }

    private void open(
            ChannelHandlerContext ctx,
            RawFamily family,
            HttpRequest request,
            ConnectionFacts facts,
            Principal principal) {
        if (closed) {
            throw HubException.of(ErrorCode.UNAVAILABLE, "The hub is shutting down");
        }
        if (!ctx.channel().isActive()) {
            return;
        }
        RawPass pass = RawPass.of(limits, principal);
        logins.loggedIn(visit(facts, request), principal);
        links.incrementAndGet();
        ctx.channel().closeFuture().addListener(gone -> {
            links.decrementAndGet();
            pass.close();
        });
        ChannelPipeline pipeline = ctx.pipeline();
        RawLoop loop = loops.computeIfAbsent(ctx.channel().eventLoop(), key -> new RawLoop(key, counters));
        RawConnection connection = new RawConnection(config, family, loop, login, facts, principal, pass.gate());
        pipeline.addLast(
                new FragmentLimit(config.maxFragments()),
                new Utf8FrameValidator(false),
                new WebSocketFrameAggregator(config.maxMessageBytes()),
                connection);
        ctx.channel()
                .config()
                .setWriteBufferWaterMark(
                        new WriteBufferWaterMark(config.highWaterBytes() / 2, config.highWaterBytes()));
        FullHttpRequest handshake = new DefaultFullHttpRequest(
                request.protocolVersion(),
                request.method(),
                request.uri(),
                Unpooled.EMPTY_BUFFER,
                request.headers(),
                EmptyHttpHeaders.INSTANCE);
        new WebSocketServerHandshaker13("", null, decoding)
                .handshake(ctx, handshake)
                .addListener(ChannelFutureListener.CLOSE_ON_FAILURE)
                .addListener(done -> {
                    if (done.isSuccess()) {
                        opened(connection, pipeline.context(connection));
                    }
                });
    }

    private void refused(ConnectionFacts facts, HttpRequest request, @Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof HubException why) {
            logins.refused(visit(facts, request), null, why);
        }
    }

    private static LoginWatch.Visit visit(ConnectionFacts facts, HttpRequest request) {
        return new LoginWatch.Visit(
                facts.client(),
                request.headers().get(HttpHeaderNames.USER_AGENT),
                new QueryStringDecoder(request.uri()).path());
    }

    private void opened(RawConnection connection, ChannelHandlerContext ctx) {
        connection.open(ctx);
        if (closed) {
            connection.close(CloseReason.SERVER_SHUTDOWN);
        }
    }

    private static ConnectionFacts facts(ChannelHandlerContext ctx, HttpRequest request) {
        InetSocketAddress peer = (InetSocketAddress) ctx.channel().remoteAddress();
        InetAddress served =
                ctx.channel().hasAttr(CLIENT) ? ctx.channel().attr(CLIENT).get() : null;
        InetAddress client = served == null ? peer.getAddress() : served;
        return ConnectionFacts.of(peer.getAddress(), client, request.headers().names(), name -> request.headers()
                .get(name));
    }

    /** A browser cannot set headers on a WebSocket, so the query is the usual place. */
    private static Optional<String> token(HttpRequest request) {
        List<String> inQuery =
                new QueryStringDecoder(request.uri()).parameters().getOrDefault("token", List.of());
        if (!inQuery.isEmpty()) {
            return Optional.of(inQuery.get(0));
        }
        String header = request.headers().get(HttpHeaderNames.AUTHORIZATION);
        return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? Optional.of(header.substring(BEARER.length()).trim())
                : Optional.empty();
    }

    /** Brings messages, in order, to all who want them; encodes each once. */
    public void publish(List<RawMessage> batch) {
        List<RawMessage> copy = List.copyOf(batch);
        fanOut(copy.stream().map(RawMessage::message).toList(), (loop, frames) -> loop.deliver(copy, frames));
    }

    /**
     * Tells everybody something, whatever they chose or may see, each family in its own words and each one its own data.
     *
     * @param data makes the data; called on the event loops
     * @param timestamp epoch milliseconds
     */
    public void tellEverybody(String name, Supplier<JsonBytes> data, long timestamp) {
        onEveryLoop(loop -> loop.each(connection -> connection.notice(name, data.get(), timestamp)));
    }

    /** Closes all that are open now, so that their clients connect anew and read anew what they hold. */
    public void disconnectAll() {
        onEveryLoop(loop -> loop.each(connection -> connection.close(CloseReason.RESYNC)));
    }

    private void fanOut(List<JsonBytes> texts, Delivery delivery) {
        // Not of those that are open: whoever has the handshake's answer may be about to be, on its loop, before this
        // is there.
        if (texts.isEmpty() || links.get() == 0) {
            return;
        }
        List<ByteBuf> frames = texts.stream()
                .map(text -> Frames.text(text, ByteBufAllocator.DEFAULT))
                .toList();
        try {
            loops.values().forEach(loop -> post(loop, frames, delivery));
        } finally {
            frames.forEach(ByteBuf::release);
        }
    }

    private static void post(RawLoop loop, List<ByteBuf> frames, Delivery delivery) {
        frames.forEach(ByteBuf::retain);
        Runnable task = () -> {
            try {
                delivery.to(loop, frames);
            } finally {
                frames.forEach(ByteBuf::release);
            }
        };
        try {
            loop.execute(task);
        } catch (RejectedExecutionException stopped) {
            // The loop is shut down, and its connections with it: nobody is left to hear.
            frames.forEach(ByteBuf::release);
        }
    }

    /** Returns how many are open. */
    public int count() {
        return Arrays.stream(RawFamily.values()).mapToInt(this::count).sum();
    }

    /** Returns what they did since the start; costs little, however many there are. */
    public RawTraffic traffic() {
        return counters.read();
    }

    /** Returns how many of a family are open. */
    public int count(RawFamily family) {
        return loops.values().stream().mapToInt(loop -> loop.size(family)).sum();
    }

    /** Takes in no new ones from now on; those that are here stay. */
    public void refuse() {
        closed = true;
    }

    /** Says goodbye to so many of those that are open; after what was published before. */
    public void letGo(int most) {
        AtomicInteger left = new AtomicInteger(most);
        onEveryLoop(loop -> loop.each(connection -> {
            if (left.getAndDecrement() > 0) {
                connection.close(CloseReason.SERVER_SHUTDOWN);
            }
        }));
    }

    /** Returns how many are connected, those that were said goodbye to and are not closed yet with them. */
    public int linkCount() {
        return links.get();
    }

    /**
     * Says goodbye to all, after what was published before, and takes no new ones in. Idempotent.
     *
     * <p>Returns at once; those that do not answer are cut after {@link RawSocketConfig#closeTimeout}.
     */
    public void close() {
        closed = true;
        onEveryLoop(loop -> loop.each(connection -> connection.close(CloseReason.SERVER_SHUTDOWN)));
    }

    private void onEveryLoop(Consumer<RawLoop> action) {
        for (RawLoop loop : loops.values()) {
            post(loop, List.of(), (each, none) -> action.accept(each));
        }
    }

    @FunctionalInterface
    private interface Delivery {
        void to(RawLoop loop, List<ByteBuf> frames);
    }
}
