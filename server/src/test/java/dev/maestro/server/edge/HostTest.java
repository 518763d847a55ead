package dev.maestro.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.server.edge.RawClient.Response;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpObject;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Under which names the hub answers, and which pages get in without saying who they are. */
class HostTest {
    private static final AtomicInteger ENGINE_CALLS = new AtomicInteger();
    private static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    private static final String[] PATHS = {
        "/", "/healthz", "/readyz", "/api/tasks", "/ws-status", "/socket.io/?EIO=4&transport=polling", "/ws"
    };

    private static TestUpstream upstream;
    private static RunningEdge edge;

    @BeforeAll
    static void start() {
        upstream = TestUpstream.answering((request, exchange) -> {
            exchange.readBody();
            exchange.answer("200 OK", request.method().equals("HEAD") ? "" : "x");
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
                "evil.example",
                "evil.example:3000",
                "localhost.evil.example",
                "localhost.evil.example:3000",
                "evil-localhost",
                "127.0.0.1.evil.example",
                "127.0.0.1.nip.io",
                "2130706433",
                "127.1",
                "0x7f.0.0.1",
                "017700000001",
                "127.0.0.01",
                "hub.example.evil",
                "localhost.",
                "hub.example."
            })
    void otherNameIsRefusedOnEveryWayIn(String host) {
        int before = upstream.requests().size();
        String name = "Host: " + host + "\r\n";
        for (String path : PATHS) {
            try (RawClient client = edge.connect()) {
                assertMisdirected(path, ask(client, "GET " + path, name));
                assertMisdirected(path, ask(client, "GET " + path, name + UPGRADE));
                assertMisdirected(path, ask(client, "GET " + path, name + "Origin: http://" + host + "\r\n"));
                assertMisdirected(path, ask(client, "HEAD " + path, name));
                assertMisdirected(
                        path,
                        ask(
                                client,
                                "OPTIONS " + path,
                                name + "Origin: http://localhost:3000\r\nAccess-Control-Request-Method: GET\r\n"));
                assertMisdirected(path, ask(client, "POST " + path, name + "Content-Length: 0\r\n"));
            }
        }
        assertThat(upstream.requests()).hasSize(before);
        assertThat(ENGINE_CALLS).hasValue(0);
        assertThat(edge.rawSockets().count()).isZero();
    }

    private static Response ask(RawClient client, String line, String headers) {
        client.send(line + " HTTP/1.1\r\n" + headers + "\r\n");
        return line.startsWith("HEAD") ? client.headResponse() : client.response();
    }

    private static void assertMisdirected(String path, Response response) {
        assertThat(response.status()).isEqualTo(421);
        assertThat(response.headers()).doesNotContainKey("Access-Control-Allow-Origin");
        if (response.bytes().length == 0) {
            return;
        }
        assertThat(response.body()).contains("hosts", "external-url");
        if (path.startsWith("/socket.io/")) {
            assertThat(response.header("Content-Type")).isEqualTo("application/json");
            assertThat(response.body()).startsWith("{\"code\":4,\"message\":\"");
        } else {
            assertThat(response.isProblem("forbidden")).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LocalHost:3000",
                "maestro.localhost:3000",
                "127.0.0.1",
                "127.9.8.7:3000",
                "[::1]:3000",
                "192.168.1.5:3000",
                "[2001:db8::1]:3000",
                "hub.example",
                "HUB.example:8443"
            })
    void ownNamesAndAddressesAreFine(String host) {
        try (RawClient client = edge.connect()) {
            client.send("GET /api/tasks HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
            assertThat(client.response().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest(name = "{0} {1} {2} {3}")
    @CsvSource(
            nullValues = "-",
            value = {
                // method, site,        mode,      destination, path
                "GET,      cross-site,  no-cors,   image,       /api/tasks",
                "GET,      cross-site,  no-cors,   script,      /",
                "GET,      same-site,   no-cors,   empty,       /api/tasks",
                "GET,      cross-site,  navigate,  iframe,      /",
                "GET,      cross-site,  -,         -,           /api/tasks",
                "POST,     cross-site,  navigate,  document,    /api/tasks",
                "POST,     cross-site,  no-cors,   empty,       /api/tasks",
                "GET,      CROSS-SITE,  no-cors,   image,       /api/tasks",
                "GET,      unheard-of,  cors,      empty,       /api/tasks",
                "GET,      cross-site,  websocket, websocket,   /",
                "GET,      cross-site,  websocket, websocket,   /socket.io/?EIO=4&transport=websocket",
                "GET,      cross-site,  no-cors,   empty,       /socket.io/?EIO=4&transport=polling",
                "GET,      cross-site,  navigate,  document,    /socket.io/?EIO=4&transport=polling"
            })
    void pageOfAnotherSiteThatDoesNotSayWhichIsRefused(
            String method, String site, String mode, String destination, String path) {
        int before = upstream.requests().size();
        try (RawClient client = edge.connect()) {
            client.send(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n"
                    + fetchHeaders(site, mode, destination)
                    + ("websocket".equals(mode) ? UPGRADE : "") + "\r\n");
            assertThat(client.response().status()).isEqualTo(403);
        }
        assertThat(upstream.requests()).hasSize(before);
        assertThat(ENGINE_CALLS).hasValue(0);
    }

    @ParameterizedTest(name = "{0} {1} {2} {3}")
    @CsvSource(
            nullValues = "-",
            value = {
                // method, site,        mode,      destination, origin
                "GET,      same-origin, cors,      empty,       -",
                "GET,      same-origin, no-cors,   script,      -",
                "GET,      none,        navigate,  document,    -",
                "GET,      cross-site,  navigate,  document,    -",
                "HEAD,     same-site,   navigate,  document,    -",
                "GET,      cross-site,  navigate,  -,           -",
                "GET,      cross-site,  cors,      empty,       tauri://localhost",
                "POST,     same-site,   cors,      empty,       http://localhost:5173",
            })
    void personWhoFollowsALinkAndPagesThatAreAllowedGetIn(
            String method, String site, String mode, String destination, String origin) {
        try (RawClient client = edge.connect()) {
            client.send(method + " /api/tasks HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n"
                    + fetchHeaders(site, mode, destination)
                    + (origin == null ? "" : "Origin: " + origin + "\r\n") + "\r\n");
            Response response = method.equals("HEAD") ? client.headResponse() : client.response();
            assertThat(response.status()).isEqualTo(200);
        }
    }

    private static String fetchHeaders(String site, String mode, String destination) {
        return "Sec-Fetch-Site: " + site + "\r\n"
                + (mode == null ? "" : "Sec-Fetch-Mode: " + mode + "\r\n")
                + (destination == null ? "" : "Sec-Fetch-Dest: " + destination + "\r\n");
    }
}
