package dev.maestro.server.socketio;

import dev.maestro.server.auth.ConnectionFacts;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;

/**
 * The request that opened an engine session.
 *
 * <p>Threads: immutable; nobody changes the headers.
 *
 * @param facts where it comes from, for those who decide who is local
 * @param headers all headers as sent
 * @param query the query's parameters, decoded, each with its values in order
 * @param remote the other end of the TCP connection
 * @param local this end
 * @param uri the request target as sent
 */
public record Handshake(
        ConnectionFacts facts,
        HttpHeaders headers,
        Map<String, List<String>> query,
        InetSocketAddress remote,
        InetSocketAddress local,
        String uri) {
    static Handshake of(Channel channel, HttpRequest request) {
        HttpHeaders headers = request.headers();
        InetSocketAddress remote = inet(channel.remoteAddress());
        return new Handshake(
                ConnectionFacts.of(remote.getAddress(), headers.names(), headers::get),
                headers,
                new QueryStringDecoder(request.uri()).parameters(),
                remote,
                inet(channel.localAddress()),
                request.uri());
    }

    /** Returns the handshake without headers and query, which may hold a token. */
    @Override
    public String toString() {
        return "Handshake[" + remote + "]";
    }

    private static InetSocketAddress inet(SocketAddress address) {
        // A channel without an IP address, such as a Unix socket, is the machine itself.
        return address instanceof InetSocketAddress inet
                ? inet
                : new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }
}
