package dev.maestro.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.server.auth.TrustedProxies;
import dev.maestro.server.config.AddressRange;
import dev.maestro.server.edge.RawClient.Response;
import dev.maestro.server.socketio.Handshake;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is believed about whom, and how many connections each may have. */
class ProxiesTest {
    private static final TrustedProxies LOOPBACK = TrustedProxies.of(List.of(AddressRange.parse("127.0.0.0/8")));
    private static final String ENGINE = "/socket.io/?EIO=4&transport=websocket";
    private static final String[] UPGRADE = {
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    };

    private static RunningEdge believing(TrustedProxies proxies, EdgeConfig config, TestUpstream upstream) {
        return RunningEdge.believing(proxies, config, ProxiesTest::tellClient, upstream.address());
    }

    /** An engine that opens every WebSocket, and else answers for whom it takes a request. */
    private static void tellClient(ChannelPipeline pipeline) {
        pipeline.addLast(new SimpleChannelInboundHandler<HttpRequest>() {
            @Override
            protected void channelRead0(ChannelHandlerContext ctx, HttpRequest request) {
                var client = ctx.channel().hasAttr(Handshake.CLIENT)
                        ? ctx.channel().attr(Handshake.CLIENT).get()
                        : null;
                if (WebSocketUpgrade.isAsked(request)) {
                    Outbound.writeAndFlush(
                            ctx,
                            new DefaultFullHttpResponse(
                                    HttpVersion.HTTP_1_1,
                                    HttpResponseStatus.SWITCHING_PROTOCOLS,
                                    Unpooled.EMPTY_BUFFER));
                    return;
                }
                byte[] body = String.valueOf(client).getBytes(StandardCharsets.UTF_8);
                Outbound.writeAndFlush(
                        ctx,
                        new DefaultFullHttpResponse(
                                HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(body)));
            }
        });
    }

    private static TestUpstream tellAddresses() {
        return TestUpstream.answering((request, exchange) -> {
            exchange.readBody();
            exchange.answer("200 OK", request.header("X-Maestro-Peer") + " " + request.header("X-Maestro-Client"));
        });
    }

    @Test
    void trustedProxySaysWhomItServesOnEveryWayIn() {
        try (TestUpstream upstream = tellAddresses();
                RunningEdge edge = believing(LOOPBACK, EdgeConfig.defaults(), upstream);
                StampingProxy proxy = StampingProxy.before(edge.port(), "X-Forwarded-For: 203.0.113.9");
                RawClient rest = proxy.connect();
                RawClient engine = proxy.connect()) {
            assertThat(rest.get("/api").response().body()).isEqualTo("127.0.0.1 203.0.113.9");
            assertThat(engine.get("/socket.io/?EIO=4").response().body()).isEqualTo("/203.0.113.9");
        }
    }

    @Test
    void eachRequestOfOneConnectionIsForWhomItSays() {
        try (TestUpstream upstream = tellAddresses();
                RunningEdge edge = believing(LOOPBACK, EdgeConfig.defaults(), upstream);
                RawClient proxy = edge.connect()) {
            assertThat(body(proxy, "/api", "X-Forwarded-For: 203.0.113.1")).isEqualTo("127.0.0.1 203.0.113.1");
            assertThat(body(proxy, "/api", "X-Forwarded-For: 203.0.113.2")).isEqualTo("127.0.0.1 203.0.113.2");
            assertThat(body(proxy, "/socket.io/", "X-Forwarded-For: 203.0.113.3"))
                    .isEqualTo("/203.0.113.3");
            assertThat(body(proxy, "/socket.io/")).isEqualTo("null");
            assertThat(body(proxy, "/api")).isEqualTo("127.0.0.1 127.0.0.1");
            assertThat(body(proxy, "/api", "X-Forwarded-For: 198.51.100.1", "X-Forwarded-For: 203.0.113.4"))
                    .isEqualTo("127.0.0.1 203.0.113.4");
        }
    }

    @Test
    void othersAreNotBelieved() {
        try (TestUpstream upstream = tellAddresses();
                RunningEdge edge = believing(TrustedProxies.NONE, EdgeConfig.defaults(), upstream);
                RawClient client = edge.connect()) {
            assertThat(body(
                            client,
                            "/api",
                            "X-Forwarded-For: 203.0.113.1",
                            "Forwarded: for=203.0.113.2",
                            "X-Maestro-Client: 203.0.113.3",
                            "X-Maestro-Peer: 203.0.113.4"))
                    .isEqualTo("127.0.0.1 127.0.0.1");
            assertThat(body(client, "/socket.io/", "X-Forwarded-For: 203.0.113.1"))
                    .isEqualTo("null");
        }
    }

    private static String body(RawClient client, String path, String... headers) {
        return client.get(path, headers).response().body();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-For: 203.0.113.9",
                "x-forwarded-for: 127.0.0.1",
                "Forwarded: for=127.0.0.1",
                "Via: 1.1 proxy",
                "CF-Ray: 1",
                "X-Real-IP: 127.0.0.1",
                "Tailscale-User-Login: ann@example.org",
                "Ngrok-Trace-Id: 1"
            })
    void nobodyBehindAProxyIsLocal(String header) {
        for (TrustedProxies proxies : List.of(TrustedProxies.NONE, LOOPBACK)) {
            try (TestUpstream upstream = TestUpstream.echo();
                    RunningEdge edge = believing(proxies, EdgeConfig.defaults(), upstream);
                    StampingProxy proxy = StampingProxy.before(edge.port(), header);
                    RawClient outside = proxy.connect();
                    RawClient inside = edge.connect()) {
                assertThat(outside.get("/", UPGRADE).response().status()).isEqualTo(401);
                assertThat(inside.get("/", UPGRADE).response().status()).isEqualTo(101);
                assertThat(upstream.requests()).isEmpty();
            }
        }
    }

    @Test
    void webSocketsBehindATrustedProxyAreCountedByTheirClient() {
        EdgeConfig two = EdgeConfig.defaults().withConnectionsPerAddress(2);
        String[] upgrade = with("X-Forwarded-For: 203.0.113.9");
        List<RawClient> clients = new ArrayList<>();
        try (TestUpstream upstream = tellAddresses();
                RunningEdge edge = believing(LOOPBACK, two, upstream)) {
            // Refused for want of a token, so they take no place.
            for (int i = 0; i < 5; i++) {
                RawClient refused = edge.connect();
                clients.add(refused);
                assertThat(status(refused, "/", upgrade)).isEqualTo(401);
            }
            assertThat(status(clients.get(0), ENGINE, upgrade)).isEqualTo(101);
            assertThat(status(clients.get(1), ENGINE, upgrade)).isEqualTo(101);
            Response refused = clients.get(2).get("/", upgrade).response();
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.isProblem("rate_limited")).isTrue();
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            Response ofEngine = clients.get(3).get(ENGINE, upgrade).response();
            assertThat(ofEngine.status()).isEqualTo(429);
            assertThat(ofEngine.header("Retry-After")).isEqualTo("1");
            assertThat(ofEngine.body()).startsWith("{\"code\":4,\"message\":\"Too many connections");
            assertThat(body(clients.get(3), "/api", "X-Forwarded-For: 203.0.113.9"))
                    .isEqualTo("127.0.0.1 203.0.113.9");
            assertThat(status(clients.get(4), ENGINE, with("X-Forwarded-For: 203.0.113.10")))
                    .isEqualTo(101);
            clients.get(0).close();
            awaitStatus(clients.get(2), upgrade, 101);
        } finally {
            clients.forEach(RawClient::close);
        }
    }

    private static int status(RawClient client, String path, String... headers) {
        return client.get(path, headers).response().status();
    }

    /** Asks until the hub noticed that another connection is gone, at most a minute. */
    private static void awaitStatus(RawClient client, String[] upgrade, int status) {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        int got = status(client, ENGINE, upgrade);
        while (got != status && System.nanoTime() < end) {
            LockSupport.parkNanos(1_000_000);
            got = status(client, ENGINE, upgrade);
        }
        assertThat(got).isEqualTo(status);
    }

    private static String[] with(String header) {
        String[] all = java.util.Arrays.copyOf(UPGRADE, UPGRADE.length + 1);
        all[UPGRADE.length] = header;
        return all;
    }

    @Test
    void connectionsOfOneAddressAreBounded() {
        EdgeConfig two = EdgeConfig.defaults().withConnectionsPerAddress(2);
        try (TestUpstream upstream = TestUpstream.echo();
                RunningEdge edge = believing(LOOPBACK, two, upstream)) {
            EmbeddedChannel first = from("203.0.113.9");
            edge.configure(first.pipeline());
            edge.configure(from("203.0.113.9").pipeline());
            EmbeddedChannel third = from("203.0.113.9");
            edge.configure(third.pipeline());

            assertThat(third.isOpen()).isFalse();
            io.netty.buffer.ByteBuf answer = third.readOutbound();
            assertThat(answer.toString(StandardCharsets.UTF_8)).startsWith("HTTP/1.1 429 ");
            answer.release();
            assertThat(first.isOpen()).isTrue();
            assertThat(served(edge, "203.0.113.10")).isTrue();
            assertThat(served(edge, "203.0.113.9")).isFalse();
            var unused = first.close();
            assertThat(served(edge, "203.0.113.9")).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void loopbackAddressesMayHaveAnyNumber(String address) {
        EdgeConfig two = EdgeConfig.defaults().withConnectionsPerAddress(2);
        try (TestUpstream upstream = TestUpstream.echo();
                RunningEdge edge = believing(TrustedProxies.NONE, two, upstream)) {
            for (int i = 0; i < 5; i++) {
                assertThat(served(edge, address)).isTrue();
            }
        }
    }

    private static boolean served(RunningEdge edge, String address) {
        EmbeddedChannel channel = from(address);
        edge.configure(channel.pipeline());
        boolean open = channel.isOpen();
        channel.releaseOutbound();
        return open;
    }

    private static EmbeddedChannel from(String address) {
        return new EmbeddedChannel() {
            @Override
            protected SocketAddress remoteAddress0() {
                return new InetSocketAddress(address, 50_000);
            }
        };
    }
}
