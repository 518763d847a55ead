package dev.maestro.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.server.edge.RawClient.Response;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.util.CharsetUtil;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every path finds its part, also over one connection. */
class RoutingTest {
    private static final String[] UPGRADE = {
        "Connection: keep-alive, Upgrade",
        "Upgrade: WebSocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    };

    private static TestUpstream upstream;
    private static RunningEdge edge;

    @BeforeAll
    static void start() {
        upstream = TestUpstream.echo();
        edge = RunningEdge.withEngine(RoutingTest::addEngine, upstream.address());
    }

    @AfterAll
    static void stop() {
        edge.close();
        upstream.close();
    }

    /** An engine in small: aggregates, answers with one full response, or becomes a WebSocket that echoes. */
    private static void addEngine(ChannelPipeline pipeline) {
        pipeline.addLast(new HttpObjectAggregator(1_000_000), new SimpleChannelInboundHandler<FullHttpRequest>() {
            @Override
            protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
                if (WebSocketUpgrade.isAsked(request)) {
                    var handshaker =
                            new WebSocketServerHandshakerFactory("ws://localhost/", null, false).newHandshaker(request);
                    ctx.pipeline().addLast(new EchoFrames());
                    handshaker.handshake(ctx.channel(), request).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
                    return;
                }
                String text =
                        "engine " + request.uri() + " " + request.content().toString(CharsetUtil.UTF_8);
                Outbound.writeAndFlush(
                        ctx,
                        new DefaultFullHttpResponse(
                                HttpVersion.HTTP_1_1,
                                HttpResponseStatus.OK,
                                Unpooled.copiedBuffer(text, CharsetUtil.UTF_8)));
            }
        });
    }

    private static final class EchoFrames extends SimpleChannelInboundHandler<TextWebSocketFrame> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, TextWebSocketFrame frame) {
            Outbound.writeAndFlush(ctx, frame.retain());
        }
    }

    @Test
    void oneConnectionMayVisitEveryPart() {
        try (RawClient client = edge.connect()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.get("/socket.io/?EIO=4").response().body()).isEqualTo("engine /socket.io/?EIO=4 ");
                assertThat(client.get("/api").response().body()).isEqualTo("/api|");
                client.send("POST /socket.io HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "2\r\nhi\r\n0\r\n\r\n");
                assertThat(client.response().body()).isEqualTo("engine /socket.io hi");
                client.send("HEAD /socket.io/ HTTP/1.1\r\nHost: localhost\r\n\r\n");
                assertThat(client.headResponse().status()).isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/socket.ioo/", "/socket.io/x", "/SOCKET.IO/", "/socket%2Eio/", "/x/socket.io/", "/"})
    void otherPathsAreForRest(String path) {
        try (RawClient client = edge.connect()) {
            assertThat(client.get(path).response().body()).isEqualTo(path + "|");
        }
    }

    @Test
    void pollingIsPipelinedWithRestInOrder() {
        try (RawClient client = edge.connect()) {
            client.get("/1").get("/socket.io/?a").get("/2").get("/socket.io/?b");
            assertThat(client.response().body()).isEqualTo("/1|");
            assertThat(client.response().body()).isEqualTo("engine /socket.io/?a ");
            assertThat(client.response().body()).isEqualTo("/2|");
            assertThat(client.response().body()).isEqualTo("engine /socket.io/?b ");
        }
    }

    @Test
    void engineMayBecomeAWebSocketAfterOtherRequests() throws IOException {
        try (RawClient client = edge.connect()) {
            assertThat(client.get("/api").response().status()).isEqualTo(200);
            assertThat(client.get("/socket.io/?EIO=4", UPGRADE).response().status())
                    .isEqualTo(101);
            for (String text : new String[] {"a", "b"}) {
                client.send(new byte[] {(byte) 0x81, (byte) 0x81, 0, 0, 0, 0, (byte) text.charAt(0)});
                assertThat(client.exactly(3)).containsExactly(0x81, 1, text.charAt(0));
            }
        }
    }

    @Test
    void framesSentBeforeTheSwitchAreNotLost() throws IOException {
        try (RawClient client = edge.connect()) {
            String head = "GET /socket.io/ HTTP/1.1\r\nHost: localhost\r\n" + RawClient.lines(UPGRADE) + "\r\n";
            client.send(head + "\u0081\u0081\0\0\0\0A\u0081\u0081\0\0\0\0B");
            assertThat(client.response().status()).isEqualTo(101);
            assertThat(client.exactly(6)).containsExactly(0x81, 1, 'A', 0x81, 1, 'B');
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ws/", "/api/tasks", "/maestro-ws/", "/x"})
    void webSocketElsewhereIsNotFound(String path) {
        int before = upstream.requests().size();
        try (RawClient client = edge.connect()) {
            Response response = client.get(path, UPGRADE).response();
            assertThat(response.status()).isEqualTo(404);
            assertThat(response.isProblem("not_found")).isTrue();
            assertThat(client.get("/after").response().body()).isEqualTo("/after|");
        }
        assertThat(upstream.requests()).hasSize(before + 1);
    }

    @Test
    void otherWebSocketVersionIsToldTheRightOne() {
        try (RawClient client = edge.connect()) {
            String[] headers = UPGRADE.clone();
            headers[2] = "Sec-WebSocket-Version: 8";
            Response response = client.get("/", headers).response();
            assertThat(response.status()).isEqualTo(426);
            assertThat(response.header("Sec-WebSocket-Version")).isEqualTo("13");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Sec-WebSocket-Key: short", "Sec-WebSocket-Key: ", "X-No-Key: 1", "Sec-WebSocket-Key: ===="})
    void badKeyIsRefused(String key) {
        try (RawClient client = edge.connect()) {
            String[] headers = UPGRADE.clone();
            headers[3] = key;
            assertThat(client.get("/", headers).response().status()).isEqualTo(400);
        }
    }

    @Test
    void upgradeWithABodyIsRefused() {
        try (RawClient client = edge.connect()) {
            String[] headers = java.util.Arrays.copyOf(UPGRADE, 5);
            headers[4] = "Content-Length: 3";
            assertThat(client.get("/", headers).send("abc").response().status()).isEqualTo(400);
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void upgradeFollowedByAResetDoesNoHarm() throws IOException {
        for (int i = 0; i < 20; i++) {
            try (RawClient client = edge.connect().get("/", UPGRADE)) {
                client.socket().setSoLinger(true, 0);
            }
            try (RawClient client = edge.connect().get("/socket.io/", UPGRADE)) {
                client.socket().setSoLinger(true, 0);
            }
            try (RawClient client = edge.connect().get("/elsewhere", UPGRADE)) {
                client.socket().setSoLinger(true, 0);
            }
        }
        try (RawClient client = edge.connect()) {
            assertThat(client.get("/still").response().body()).isEqualTo("/still|");
        }
    }
}
