package dev.maestro.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.server.edge.RawClient.Response;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpObject;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which web pages get in, and what they may read. */
class OriginTest {
    private static final AtomicInteger ENGINE_CALLS = new AtomicInteger();
    private static final String[] UPGRADE = {
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    };

    private static TestUpstream upstream;
    private static RunningEdge edge;

    @BeforeAll
    static void start() {
        upstream = TestUpstream.answering((request, exchange) -> {
            exchange.readBody();
            exchange.answer("200 OK", "x", "Vary: Accept", "Access-Control-Allow-Origin: *", "ETag: \"1\"");
        });
        edge = RunningEdge.withEngine(
                pipeline -> pipeline.addLast(new SimpleChannelInboundHandler<HttpObject>() {
                    @Override
                    protected void channelRead0(ChannelHandlerContext ctx, HttpObject msg) {
                        ENGINE_CALLS.incrementAndGet();
                    }
                }),
                upstream.address());
    }

    @AfterAll
    static void stop() {
        edge.close();
        upstream.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "https://evil.example",
                "http://localhost:3001",
                "http://localhost",
                "https://localhost:3000",
                "http://LOCALHOST:3000",
                "HTTP://localhost:3000",
                "http://localhost:03000",
                "http://localhost:3000, http://localhost:3000",
                "http://user@localhost:3000",
                "tauri://localhost/",
                "TAURI://localhost",
                "http://localhost:3000/",
                "http://localhost:3000.evil.example",
                "https://hub.example.evil.example",
                ""
            })
    void otherOriginIsRefusedOnEveryWayIn(String origin) {
        int before = upstream.requests().size();
        String header = "Origin: " + origin;
        for (String path :
                new String[] {"/", "/api/tasks", "/socket.io/?EIO=4&transport=polling", "/ws", "/maestro-ws"}) {
            try (RawClient client = edge.connect()) {
                assertForbidden(path, client.get(path, header).response());
                assertForbidden(path, client.get(path, with(header, UPGRADE)).response());
                client.send("OPTIONS " + path + " HTTP/1.1\r\nHost: localhost\r\n" + header
                        + "\r\nAccess-Control-Request-Method: GET\r\n\r\n");
                assertForbidden(path, client.response());
                client.send("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + header
                        + "\r\nContent-Length: 2\r\n\r\n{}");
                assertForbidden(path, client.response());
                assertThat(client.isEnded()).isTrue();
            }
        }
        assertThat(upstream.requests()).hasSize(before);
        assertThat(ENGINE_CALLS).hasValue(0);
        assertThat(edge.rawSockets().count()).isZero();
    }

    private static void assertForbidden(String path, Response response) {
        assertThat(response.status()).isEqualTo(403);
        if (path.startsWith("/socket.io/")) {
            assertThat(response.header("Content-Type")).isEqualTo("application/json");
            assertThat(response.body()).isEqualTo("{\"code\":4,\"message\":\"Forbidden\"}");
        } else {
            assertThat(response.isProblem("forbidden")).isTrue();
        }
        assertThat(response.headers()).doesNotContainKey("Access-Control-Allow-Origin");
    }

    private static String[] with(String header, String... more) {
        String[] all = java.util.Arrays.copyOf(more, more.length + 1);
        all[more.length] = header;
        return all;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"tauri://localhost", "http://tauri.localhost", "http://localhost:5173", "https://hub.example"})
    void allowedOriginMayReadTheAnswer(String origin) {
        try (RawClient client = edge.connect()) {
            Response response = client.get("/api", "Origin: " + origin).response();
            assertThat(response.status()).isEqualTo(200);
            assertReadable(response, origin);
            assertThat(response.header("Vary")).isEqualTo("Accept, Origin");
        }
    }

    @Test
    void allowedOriginMayReadTheFrontsOwnAnswersToo() {
        try (RawClient client = edge.connect()) {
            String origin = "http://localhost:3000";
            Response response =
                    client.get("/x", with("Origin: " + origin, UPGRADE)).response();
            assertThat(response.status()).isEqualTo(404);
            assertReadable(response, origin);
        }
    }

    private static void assertReadable(Response response, String origin) {
        assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo(origin);
        assertThat(response.header("Access-Control-Allow-Credentials")).isEqualTo("true");
        assertThat(response.header("Access-Control-Expose-Headers"))
                .isEqualTo("ETag, Location, Link, X-Next-Cursor, Retry-After");
        assertThat(response.header("Vary")).contains("Origin");
    }

    @Test
    void preflightIsAnsweredHere() {
        int before = upstream.requests().size();
        try (RawClient client = edge.connect()) {
            client.send("OPTIONS /api/tasks/1 HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost:5173\r\n"
                    + "Access-Control-Request-Method: PATCH\r\n"
                    + "Access-Control-Request-Headers: content-type,if-match,idempotency-key\r\n\r\n");
            Response response = client.response();
            assertThat(response.status()).isEqualTo(204);
            assertReadable(response, "http://localhost:5173");
            assertThat(response.header("Access-Control-Allow-Methods")).contains("PATCH", "DELETE");
            assertThat(response.header("Access-Control-Allow-Headers"))
                    .isEqualTo("content-type,if-match,idempotency-key");
            assertThat(response.header("Access-Control-Max-Age")).isEqualTo("600");
            assertThat(client.get("/", "Origin: http://localhost:5173")
                            .response()
                            .status())
                    .isEqualTo(200);
        }
        assertThat(upstream.requests()).hasSize(before + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/tasks", "/socket.io/?EIO=4&transport=polling"})
    void preflightAllowsWhatClientsSend(String path) {
        try (RawClient client = edge.connect()) {
            client.send("OPTIONS " + path + " HTTP/1.1\r\nHost: localhost\r\nOrigin: tauri://localhost\r\n"
                    + "Access-Control-Request-Method: POST\r\n"
                    + "Access-Control-Request-Headers: authorization,idempotency-key,if-match,content-type\r\n\r\n");
            Response response = client.response();
            assertThat(response.status()).isEqualTo(204);
            assertReadable(response, "tauri://localhost");
            assertThat(response.header("Access-Control-Allow-Headers"))
                    .isEqualTo("authorization,idempotency-key,if-match,content-type");
        }
    }

    @Test
    void twoOriginsAreMalformedWhereverTheyCome() {
        for (String path : new String[] {"/api/tasks", "/socket.io/?EIO=4&transport=polling", "/"}) {
            try (RawClient client = edge.connect()) {
                String[] both = with("Origin: tauri://localhost", with("Origin: https://evil.example", UPGRADE));
                Response response = client.get(path, both).response();
                assertThat(response.status()).isEqualTo(400);
                assertThat(response.headers()).doesNotContainKey("Access-Control-Allow-Origin");
            }
        }
        assertThat(ENGINE_CALLS).hasValue(0);
    }

    @Test
    void optionsWithoutAnOriginIsForTheServerBehind() {
        try (RawClient client = edge.connect()) {
            client.send("OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(client.response().body()).isEqualTo("x");
        }
    }

    @Test
    void noOriginIsFineAndGetsNoCorsHeaders() {
        try (RawClient client = edge.connect()) {
            Response response = client.get("/").response();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.headers()).doesNotContainKey("Access-Control-Allow-Credentials");
        }
    }
}
