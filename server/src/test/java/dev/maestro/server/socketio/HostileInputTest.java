package dev.maestro.server.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.maestro.server.edge.RawClient;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests and frames that broke other servers, sent to the engine behind its front: each has its stated end, and no
 * engine session and no buffer is left of it.
 *
 * <p>What Socket.IO packets can do is in {@link HostilePacketTest}; what two HTTP servers may read differently, on every
 * path, in {@code SmugglingTest} of the front.
 */
class HostileInputTest {
    private static final String POLL = "/socket.io/?EIO=4&transport=polling";
    private static final int ONE_MEBIBYTE = 1 << 20;

    private static EngineBehindEdge server;

    @BeforeAll
    static void start() {
        server = EngineBehindEdge.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void nobodyIsLeft() {
        server.awaitNobody();
    }

    static Stream<Arguments> refusedRequests() {
        return Stream.of(
                arguments("transport __proto__, as WebSocket", upgrade("__proto__"), 400),
                arguments("transport constructor, as WebSocket", upgrade("constructor"), 400),
                arguments("transport foo, as WebSocket", upgrade("foo"), 400),
                arguments("transport polling, as WebSocket", upgrade("polling"), 400),
                arguments("unknown sid, as WebSocket", upgrade("websocket&sid=nobody"), 400),
                arguments("sid of a megabyte's start", get(POLL + "&sid=" + "a".repeat(7_000)), 400),
                arguments("target over its limit", get(POLL + "&sid=" + "a".repeat(9_000)), 414),
                arguments("2100 headers with an upgrade", FrameClient.handshake(headers(2_100)), 431),
                arguments("header over its limit", FrameClient.handshake("Sec-WebSocket-Protocol: " + a(40_000)), 431),
                arguments("hostile origin", FrameClient.handshake("Origin: https://evil.example"), 403),
                arguments("origin null", FrameClient.handshake("Origin: null"), 403),
                arguments("hostile origin, polling", get(POLL, "Origin: https://evil.example"), 403),
                arguments("rebound host with a page's origin", get(POLL, "Origin: http://rebound.example"), 403),
                arguments("xchunked", post("Transfer-Encoding: chunked, xchunked") + "0\r\n\r\n", 400),
                arguments("folded coding", post("X-A: b", " Transfer-Encoding: chunked") + "0\r\n\r\n", 400),
                arguments("length and chunks", post("Content-Length: 5", "Transfer-Encoding: chunked") + "0\r\n", 400),
                arguments("plus in the length", post("Content-Length: +2") + "40", 400),
                arguments("NUL before the request", "\0" + get(POLL), 400),
                arguments("CRLF in the target", "GET " + POLL + "\r\nX: HTTP/1.1\r\n\r\n", 400),
                arguments("bare LF in a chunk extension", chunked("2;a\nb\r\n40\r\n0\r\n\r\n"), 400),
                arguments("quoted line break in a chunk extension", chunked("2;a=\"\r\n40\r\n0\r\n\r\n"), 400),
                arguments("broken percent escape", get("/socket.io/?EIO=4&transport=%zz"), 400),
                arguments("body announced as 100 MB", post("Content-Length: 100000000") + "4", 413),
                arguments("WebSocket key too short", upgradeWithKey("AAAA"), 400),
                arguments("WebSocket version 8", upgrade("websocket").replace("Version: 13", "Version: 8"), 426));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusedRequests")
    void theRequestIsRefused(String name, String request, int status) {
        try (RawClient client = server.edge().connect().send(request)) {
            assertThat(client.response().status()).isEqualTo(status);
        }
    }

    static Stream<Arguments> oddButLegalHandshakes() {
        return Stream.of(
                arguments("an extension called constructor", "Sec-WebSocket-Extensions: constructor"),
                arguments("compression", "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"),
                arguments("a protocol of 30 000 spaces", "Sec-WebSocket-Protocol: a" + " ".repeat(30_000) + "b"),
                arguments("10 000 Accept values", "Accept: " + "a;q=1,".repeat(5_000) + "a"),
                arguments("an unclosed quote in a cookie", "Cookie: a=\"" + "\\\"".repeat(5_000)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("oddButLegalHandshakes")
    void whatTheHandshakeAsksForIsIgnored(String name, String header) {
        try (RawClient client = server.edge().connect().send(FrameClient.handshake(header))) {
            RawClient.Response response = client.response();
            assertThat(response.status()).isEqualTo(101);
            assertThat(response.headers()).doesNotContainKeys("Sec-WebSocket-Extensions", "Sec-WebSocket-Protocol");
        }
    }

    static Stream<Arguments> refusedFrames() {
        return Stream.of(
                arguments("RSV1: compressed, though it was not offered", "C1 80 00000000", 1002),
                arguments("RSV2", "A1 80 00000000", 1002),
                arguments("RSV3", "91 80 00000000", 1002),
                arguments("a bomb: compressed zeros", "C1 8A 00000000 ECC10101 00000080 90FE", 1002),
                arguments("not masked", "81 01 34", 1002),
                arguments("reserved opcode 3", "83 80 00000000", 1002),
                arguments("reserved control opcode 11", "8B 80 00000000", 1002),
                arguments("a continuation of nothing", "80 80 00000000", 1002),
                arguments("text within a fragmented text", "01 81 00000000 34 81 81 00000000 34", 1002),
                arguments("a ping in two fragments", "09 80 00000000", 1002),
                arguments("a ping over 125 bytes", "89 FE 007E 00000000", 1002),
                arguments("one byte over the limit", "81 FF 00000000000F4241 00000000", 1009),
                arguments("a length of 2^62", "81 FF 4000000000000000 00000000", 1009),
                arguments("a length below zero", "81 FF FFFFFFFFFFFFFFFF 00000000", 1002),
                arguments("not UTF-8", "81 82 00000000 34FF", 1002),
                arguments("half a surrogate pair", "81 84 00000000 34EDA080", 1002),
                arguments("empty text", "81 80 00000000", 1002));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusedFrames")
    void theFrameEndsTheSession(String name, String frame, int code) throws IOException {
        try (FrameClient client = FrameClient.open(server).hex(frame)) {
            assertThat(client.closeCode()).isEqualTo(code);
        }
    }

    @Test
    void aWholeOversizeFrameDoesNotTakeItsCloseCodeWithIt() throws IOException {
        try (FrameClient client = FrameClient.open(server).hex("81FF 00000000001E8480 00000000")) {
            client.bytes(new byte[2_000_000]);
            assertThat(client.closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void fragmentsOfOneByteAreCutOffByTheirCount() throws IOException {
        try (FrameClient client = FrameClient.open(server).hex("0181 00000000 34")) {
            client.hex("0081 00000000 61".repeat(1_024));
            assertThat(client.closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void emptyFragmentsAreCutOffByTheirCount() throws IOException {
        try (FrameClient client = FrameClient.open(server).hex("0180 00000000")) {
            client.hex("0080 00000000".repeat(1_024));
            assertThat(client.closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void endlessContinuationsAreCutOffByTheirSize() throws IOException {
        try (FrameClient client = FrameClient.open(server).hex("0180 00000000")) {
            byte[] continuation = new byte[100_014];
            byte[] head = {0, (byte) 0xFF, 0, 0, 0, 0, 0, 1, (byte) 0x86, (byte) 0xA0, 0, 0, 0, 0};
            System.arraycopy(head, 0, continuation, 0, head.length);
            for (int i = 0; i < 11; i++) {
                client.bytes(continuation);
            }
            assertThat(client.closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void aBodyInChunksIsCutOffByItsSize() {
        try (RawClient client = server.edge().connect().send(post("Transfer-Encoding: chunked"))) {
            client.send(Integer.toHexString(ONE_MEBIBYTE) + "\r\n").send(new byte[ONE_MEBIBYTE]);
            assertThat(client.response().status()).isEqualTo(413);
        }
    }

    static Stream<Arguments> refusedBodies() {
        return Stream.of(
                arguments("gzip, which is not unpacked", "Content-Encoding: gzip", "\u001f\u008b\b\0\0\0\0\0"),
                arguments("brotli, which is not unpacked", "Content-Encoding: br", "\u00a1\u0018\0\u00f8"),
                arguments("bytes of another type", "Content-Type: application/octet-stream", "\u0004\u00ff\u00fe"),
                arguments(
                        "a form of tiny fields",
                        "Content-Type: multipart/form-data; boundary=b",
                        "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n".repeat(1_000)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusedBodies")
    void theBodyEndsTheSession(String name, String header, String body) throws Exception {
        PollingRequests session = PollingRequests.joined(server.port());
        String request = "POST " + POLL + "&sid=" + session.sid() + " HTTP/1.1\r\nHost: localhost\r\n" + header
                + "\r\nContent-Length: " + body.length() + "\r\n\r\n";
        try (RawClient client = server.edge().connect().send(request + body)) {
            RawClient.Response response = client.response();
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.body()).isEqualTo("{\"code\":3,\"message\":\"Bad request\"}");
        }
        assertThat(session.get().body()).isEqualTo("{\"code\":1,\"message\":\"Session ID unknown\"}");
    }

    static Stream<Arguments> abandonedRequests() {
        return Stream.of(
                arguments("an upgrade", FrameClient.handshake()),
                arguments("an upgrade that is refused", upgrade("foo")),
                arguments("an upgrade and a frame", FrameClient.handshake() + "\u0081\u0082\0\0\0\00040"),
                arguments("half an upgrade", FrameClient.handshake().substring(0, 90)),
                arguments("a handshake over polling", get(POLL)),
                arguments("half a post", post("Content-Length: 5") + "4"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("abandonedRequests")
    void aResetAtAnyTimeLeavesNothing(String name, String request) throws IOException {
        try (EngineBehindEdge impatient = EngineBehindEdge.impatient()) {
            for (int i = 0; i < 20; i++) {
                try (RawClient client = impatient.edge().connect()) {
                    client.socket().setSoLinger(true, 0);
                    client.send(request);
                }
            }
            assertThat(impatient.edge().rawSockets().count()).isZero();
            impatient.awaitNobody();
        }
    }

    @Test
    void aWebSocketResetWhileAMessageIsHalfSentLeavesNothing() throws IOException {
        for (int i = 0; i < 20; i++) {
            FrameClient client = FrameClient.joined(server);
            client.hex("0181 00000000 34").hex("8184");
            client.reset();
        }
        assertThat(server.edge().rawSockets().count()).isZero();
    }

    private static String get(String target, String... headers) {
        return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + lines(headers) + "\r\n";
    }

    private static String post(String... headers) {
        return "POST " + POLL + "&sid=nobody HTTP/1.1\r\nHost: localhost\r\n" + lines(headers) + "\r\n";
    }

    private static String chunked(String body) {
        return post("Transfer-Encoding: chunked") + body;
    }

    private static String upgrade(String transport) {
        return FrameClient.handshake().replace("transport=websocket", "transport=" + transport);
    }

    private static String upgradeWithKey(String key) {
        return FrameClient.handshake().replaceFirst("Key: [^\r]*", "Key: " + key);
    }

    private static String lines(String... headers) {
        return String.join(
                "", Arrays.stream(headers).map(header -> header + "\r\n").toList());
    }

    private static String[] headers(int count) {
        return IntStream.range(0, count).mapToObj(i -> "X-" + i + ": 1").toArray(String[]::new);
    }

    private static String a(int count) {
        return "a".repeat(count);
    }
}
