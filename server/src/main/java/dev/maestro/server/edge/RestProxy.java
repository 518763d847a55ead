package dev.maestro.server.edge;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpRequest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Forwards requests to the REST server, streaming both ways.
 *
 * <p>Threads: thread-safe; each exchange and each pool is confined to one event loop.
 */
final class RestProxy {
    private final RestUpstream upstream;
    private final Map<EventLoop, UpstreamPool> pools = new ConcurrentHashMap<>();

    RestProxy(RestUpstream upstream) {
        this.upstream = upstream;
    }

    /** Begins to forward a request whose body, if any, follows by {@link ProxyExchange#send}. */
    ProxyExchange begin(ChannelHandlerContext client, HttpRequest request) {
        UpstreamPool pool =
                pools.computeIfAbsent(client.channel().eventLoop(), loop -> new UpstreamPool(loop, upstream.address()));
        ProxyExchange exchange =
                new ProxyExchange(client, pool, ForwardedRequest.of(request, client.channel(), upstream.frontKey()));
        exchange.begin();
        return exchange;
    }
}
