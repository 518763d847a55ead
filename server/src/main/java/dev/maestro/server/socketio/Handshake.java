package dev.maestro.server.socketio;

import dev.maestro.server.auth.ConnectionFacts;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.util.AttributeKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The request that opened an engine session, kept for as long as that: so only what may be asked for later.
 *
 * <p>Threads: immutable.
 *
 * @param facts where it comes from, for those who decide who is local
 * @param kept names and values, in turn, of the headers that are kept
 * @param remote the other end of the TCP connection
 * @param local this end
 * @param uri the request target as sent
 */
public record Handshake(
        ConnectionFacts facts, List<String> kept, InetSocketAddress remote, InetSocketAddress local, String uri) {
    /** Set by the front before a request comes here: whom it serves, when that is not the peer. */
    public static final AttributeKey<InetAddress> CLIENT = AttributeKey.valueOf("maestro-client-address");

    private static final List<String> KEPT =
            List.of("host", "origin", "user-agent", "authorization", "cookie", "accept-language");

    public Handshake {
        kept = List.copyOf(kept);
    }

    static Handshake of(Channel channel, HttpRequest request) {
        HttpHeaders headers = request.headers();
        InetSocketAddress remote = inet(channel.remoteAddress());
        InetAddress served = channel.hasAttr(CLIENT) ? channel.attr(CLIENT).get() : null;
        InetAddress client = served == null ? remote.getAddress() : served;
        return new Handshake(
                ConnectionFacts.of(remote.getAddress(), client, headers.names(), headers::get),
                kept(headers),
                remote,
                inet(channel.localAddress()),
                request.uri());
    }

    /** Returns the headers host, origin, user-agent, authorization, cookie and accept-language, as sent. */
    public HttpHeaders headers() {
        HttpHeaders headers = new DefaultHttpHeaders();
        for (int i = 0; i < kept.size(); i += 2) {
            headers.add(kept.get(i), kept.get(i + 1));
        }
        return headers;
    }

    /** Returns the query's parameters, decoded, each with its values in order. */
    public Map<String, List<String>> query() {
        return new QueryStringDecoder(uri).parameters();
    }

    /** Returns the handshake without headers and query, which may hold a token. */
    @Override
    public String toString() {
        return "Handshake[" + remote + "]";
    }

    private static List<String> kept(HttpHeaders headers) {
        List<String> kept = new ArrayList<>();
        for (String name : KEPT) {
            for (String value : headers.getAll(name)) {
                kept.add(name);
                kept.add(value);
            }
        }
        return kept;
    }

    private static InetSocketAddress inet(SocketAddress address) {
        // A channel without an IP address, such as a Unix socket, is the machine itself.
        return address instanceof InetSocketAddress inet
                ? inet
                : new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }
}
