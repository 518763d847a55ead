package dev.maestro.server.edge;

import dev.maestro.protocol.error.ErrorCode;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request on its way to the REST server, and the answer on its way back.
 *
 * <p>Neither side is read while the other cannot be written, so at most about two buffers of each are held. States:
 * waiting for the body to begin (a malformed one is then never forwarded) → connecting → open → over. Lost before the
 * answer's head: 502, or one more try where that is harmless. Lost later: the client's connection is reset, so that a
 * cut answer never passes for a whole one.
 *
 * <p>Threads: confined to the event loop of both connections.
 */
final class ProxyExchange {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyExchange.class);

    private enum State {
        WAITING_FOR_BODY,
        CONNECTING,
        OPEN,
        OVER
    }

    private final ChannelHandlerContext client;
    private final UpstreamPool pool;
    private final ForwardedRequest request;
    private final Queue<HttpContent> early = new ArrayDeque<>();
    private State state = State.WAITING_FOR_BODY;
    private @Nullable UpstreamConnection upstream;
    private boolean requestSent;
    private boolean responseStarted;
    private boolean interim;
    private boolean upstreamKeepsAlive;
    private boolean retried;

    ProxyExchange(ChannelHandlerContext client, UpstreamPool pool, ForwardedRequest request) {
        this.client = client;
        this.pool = pool;
        this.request = request;
    }

    /** Connects, unless a body must be seen first. */
    void begin() {
        if (!request.hasBody() || request.expectsContinue()) {
            connect();
        }
    }

    private void connect() {
        state = State.CONNECTING;
        readClient(!request.hasBody());
        pool.acquire(client.channel(), this::connected);
    }

    private void connected(@Nullable UpstreamConnection connection, @Nullable Throwable failure) {
        if (state == State.OVER) {
            if (connection != null) {
                pool.release(connection);
            }
        } else if (connection == null) {
            fail("not reachable: " + failure);
        } else {
            open(connection);
        }
    }

    private void open(UpstreamConnection connection) {
        state = State.OPEN;
        upstream = connection;
        connection.serve(this);
        Channel channel = connection.channel();
        forward(channel, freshHead());
        if (!request.hasBody()) {
            forward(channel, LastHttpContent.EMPTY_LAST_CONTENT);
            requestSent = true;
        }
        HttpContent content;
        while ((content = early.poll()) != null) {
            write(connection, content);
        }
        channel.flush();
        upstreamWritabilityChanged();
        clientWritabilityChanged();
    }

    /** The encoder may change the headers it is given, and a second try needs them as they were. */
    private HttpRequest freshHead() {
        HttpRequest head = request.head();
        return new DefaultHttpRequest(
                HttpVersion.HTTP_1_1, head.method(), head.uri(), head.headers().copy());
    }

    /** Forwards a part of the request's body; takes ownership. */
    void send(HttpContent content) {
        if (state == State.OVER || !request.hasBody()) {
            content.release();
        } else if (upstream == null) {
            early.add(content);
            if (state == State.WAITING_FOR_BODY) {
                connect();
            }
        } else {
            write(upstream, content);
        }
    }

    private void write(UpstreamConnection to, HttpContent content) {
        boolean last = content instanceof LastHttpContent;
        if (content.content().isReadable()) {
            forward(to.channel(), new DefaultHttpContent(content.content()));
        } else {
            content.release();
        }
        if (last) {
            // Trailers are dropped: nothing here uses them, and they are a way to smuggle headers.
            forward(to.channel(), LastHttpContent.EMPTY_LAST_CONTENT);
            requestSent = true;
            readClient(true);
        } else if (!to.channel().isWritable()) {
            readClient(false);
        }
    }

    /**
     * Writes a part of the request. A write that fails is no end yet: an answer that was given before may still lie
     * unread, and when there is none, reading finds the connection lost.
     */
    private static void forward(Channel channel, HttpObject part) {
        var unused = channel.write(part);
    }

    /** Pushes out what was forwarded since the last time. */
    void flushRequest() {
        if (upstream != null) {
            upstream.channel().flush();
        }
    }

    /** Takes the head of a response, interim or final. */
    void responseHead(HttpResponse response) {
        if (response.decoderResult().isFailure() || response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
            drop("malformed answer");
            return;
        }
        interim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (interim) {
            Outbound.writeAndFlush(
                    client,
                    new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, response.status(), Unpooled.EMPTY_BUFFER));
            return;
        }
        responseStarted = true;
        upstreamKeepsAlive = HttpUtil.isKeepAlive(response);
        HttpResponse answer = new DefaultHttpResponse(HttpVersion.HTTP_1_1, response.status(), response.headers());
        ForwardedRequest.removeConnectionHeaders(answer.headers());
        Outbound.write(client, answer);
    }

    /** Takes a part of a response's body; takes ownership. */
    void responseBody(HttpContent content) {
        if (content.decoderResult().isFailure()) {
            content.release();
            drop("malformed answer");
            return;
        }
        boolean last = content instanceof LastHttpContent;
        if (interim) {
            interim = !last;
            content.release();
            return;
        }
        if (content.content().isReadable()) {
            Outbound.write(client, new DefaultHttpContent(content.content()));
        } else {
            content.release();
        }
        if (last) {
            end();
        } else {
            clientWritabilityChanged();
        }
    }

    private void end() {
        state = State.OVER;
        UpstreamConnection used = upstream;
        upstream = null;
        if (used != null && requestSent && upstreamKeepsAlive) {
            pool.release(used);
        } else if (used != null) {
            used.discard();
        }
        readClient(true);
        Outbound.writeAndFlush(client, LastHttpContent.EMPTY_LAST_CONTENT);
    }

    /** Pushes out what was answered since the last time. */
    void flushResponse() {
        client.flush();
    }

    /** Reads the REST server only while the client takes what it says. */
    void clientWritabilityChanged() {
        if (upstream != null) {
            upstream.channel().config().setAutoRead(client.channel().isWritable());
        }
    }

    /** Reads the client only while the REST server takes what it says. */
    void upstreamWritabilityChanged() {
        if (upstream != null && !requestSent) {
            readClient(upstream.channel().isWritable());
        }
    }

    private void readClient(boolean read) {
        client.channel().config().setAutoRead(read);
    }

    /** Stops: the client is gone, or its request will never be whole. */
    void abort() {
        if (state == State.OVER) {
            return;
        }
        over();
        readClient(true);
    }

    /** Called when the connection to the REST server ended before the answer did. */
    void upstreamLost(String reason) {
        UpstreamConnection lost = upstream;
        if (state == State.OVER || lost == null) {
            return;
        }
        upstream = null;
        if (!responseStarted && lost.reused() && !retried && request.repeatable()) {
            retried = true;
            state = State.CONNECTING;
            pool.connect(client.channel(), this::connected);
        } else {
            fail(reason);
        }
    }

    private void drop(String reason) {
        UpstreamConnection bad = upstream;
        upstream = null;
        if (bad != null) {
            bad.discard();
        }
        fail(reason);
    }

    private void fail(String reason) {
        over();
        LOG.atWarn()
                .addKeyValue("peer", client.channel().remoteAddress())
                .addKeyValue("reason", reason)
                .log("the REST server failed a request");
        readClient(true);
        if (responseStarted) {
            client.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            Outbound.close(client);
        } else {
            Problem problem = new Problem(
                    HttpResponseStatus.BAD_GATEWAY, ErrorCode.UNAVAILABLE, "The hub cannot answer just now");
            Outbound.writeAndFlush(client, problem.response());
        }
    }

    private void over() {
        state = State.OVER;
        UpstreamConnection used = upstream;
        upstream = null;
        if (used != null) {
            used.discard();
        }
        HttpContent content;
        while ((content = early.poll()) != null) {
            content.release();
        }
    }
}
