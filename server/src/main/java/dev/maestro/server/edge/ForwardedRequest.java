package dev.maestro.server.edge;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A request as the REST server gets it: the client's, without what belongs to the client's connection, and with the
 * client's address and the key that proves it came through the front.
 *
 * <p>Headers that {@code Connection} names are <em>not</em> removed, but for the fixed ones: else a client behind a
 * tunnel could name the tunnel's headers there, have them removed, and pass for local. {@code Proxy-Connection} stays for
 * the same reason.
 *
 * @param head what is sent first; never changed afterwards, so that it can be sent again
 * @param hasBody whether a body follows
 * @param expectsContinue whether the client waits for a 100 before it sends the body
 */
record ForwardedRequest(HttpRequest head, boolean hasBody, boolean expectsContinue) {
    static final String FRONT_KEY = "X-Maestro-Front";
    static final String PEER = "X-Maestro-Peer";
    static final String CLIENT = "X-Maestro-Client";

    private static final String OURS = "x-maestro-";
    private static final List<String> OF_THE_CONNECTION =
            List.of("Connection", "Keep-Alive", "TE", "Trailer", "Transfer-Encoding", "Upgrade");
    private static final Set<HttpMethod> IDEMPOTENT =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.PUT, HttpMethod.DELETE);

    /** Rewrites a request that came in over {@code client}. */
    static ForwardedRequest of(HttpRequest request, Channel client, String frontKey) {
        boolean hasBody = RequestRules.hasBody(request);
        boolean chunked = HttpUtil.isTransferEncodingChunked(request);
        HttpRequest head = new DefaultHttpRequest(
                HttpVersion.HTTP_1_1,
                request.method(),
                request.uri(),
                request.headers().copy());
        HttpHeaders headers = head.headers();
        removeConnectionHeaders(headers);
        for (String name : request.headers().names()) {
            if (name.toLowerCase(Locale.ROOT).startsWith(OURS)) {
                headers.remove(name);
            }
        }
        if (chunked) {
            HttpUtil.setTransferEncodingChunked(head, true);
        }
        boolean expectsContinue = hasBody && HttpUtil.is100ContinueExpected(request);
        if (!expectsContinue) {
            headers.remove(HttpHeaderNames.EXPECT);
        }
        headers.set(FRONT_KEY, frontKey);
        headers.set(PEER, withoutScope(ClientAddress.peer(client)));
        headers.set(CLIENT, withoutScope(ClientAddress.of(client)));
        return new ForwardedRequest(head, hasBody, expectsContinue);
    }

    /** A link-local address carries the name of a network card, which means nothing to anybody else. */
    private static String withoutScope(InetAddress address) {
        String text = address.getHostAddress();
        int scope = text.indexOf('%');
        return scope < 0 ? text : text.substring(0, scope);
    }

    /** Removes what concerns one connection only; a response loses the same headers as a request. */
    static void removeConnectionHeaders(HttpHeaders headers) {
        OF_THE_CONNECTION.forEach(headers::remove);
    }

    /** Returns whether sending it a second time does no harm and is possible. */
    boolean repeatable() {
        return !hasBody && IDEMPOTENT.contains(head.method());
    }

    /** Returns the method and target; headers may hold secrets. */
    @Override
    public String toString() {
        return "ForwardedRequest[" + head.method() + " " + head.uri() + "]";
    }
}
