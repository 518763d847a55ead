package dev.maestro.server.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Inputs that two servers could read differently: each is refused, ends the connection, and reaches nobody. */
class SmugglingTest {
    private static final String HIDDEN = "GET /hidden HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private static TestUpstream upstream;
    private static RunningEdge edge;

    @BeforeAll
    static void start() {
        upstream = TestUpstream.echo();
        edge = RunningEdge.before(upstream.address());
    }

    @AfterAll
    static void stop() {
        edge.close();
        upstream.close();
    }

    static Stream<Arguments> malformedRequests() {
        return Stream.of(
                arguments("length and chunks", post("Content-Length: 5", "Transfer-Encoding: chunked") + "0\r\n\r\n"),
                arguments("chunks and length", post("Transfer-Encoding: chunked", "Content-Length: 5") + "0\r\n\r\n"),
                arguments("two different lengths", post("Content-Length: 5", "Content-Length: 6") + "hello!"),
                arguments("two equal lengths", post("Content-Length: 5", "Content-Length: 5") + "hello"),
                arguments("a list of lengths", post("Content-Length: 5, 5") + "hello"),
                arguments("length with a plus", post("Content-Length: +5") + "hello"),
                arguments("length below zero", post("Content-Length: -5") + "hello"),
                arguments("length in hex", post("Content-Length: 0x5") + "hello"),
                arguments("length with a fraction", post("Content-Length: 5.0") + "hello"),
                arguments("empty length", post("Content-Length: ") + "hello"),
                arguments("length past 64 bits", post("Content-Length: 99999999999999999999") + "hello"),
                arguments("chunked is not last", post("Transfer-Encoding: chunked, xchunked") + "0\r\n\r\n"),
                arguments("unknown coding first", post("Transfer-Encoding: gzip, chunked") + "0\r\n\r\n"),
                arguments("unknown coding", post("Transfer-Encoding: xchunked") + "0\r\n\r\n"),
                arguments("identity coding", post("Transfer-Encoding: identity") + "0\r\n\r\n"),
                arguments(
                        "two coding headers",
                        post("Transfer-Encoding: chunked", "Transfer-Encoding: chunked") + "0\r\n\r\n"),
                arguments("coding after a vertical tab", post("Transfer-Encoding:\u000bchunked") + "0\r\n\r\n"),
                arguments("coding in quotes", post("Transfer-Encoding: \"chunked\"") + "0\r\n\r\n"),
                arguments(
                        "coding in HTTP/1.0",
                        "POST / HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                arguments("white space before the colon", post("Transfer-Encoding : chunked") + "0\r\n\r\n"),
                arguments("folded header", post("X-A: b", " Transfer-Encoding: chunked") + "0\r\n\r\n"),
                arguments("folded header with a tab", post("X-A: b", "\tc", "Content-Length: 0")),
                arguments("folded first header", "GET / HTTP/1.1\r\n Host: localhost\r\n\r\n"),
                arguments("NUL before the request line", "\0GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                arguments("SOH before the request line", "\1GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                arguments("space before the request line", " GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                arguments("NUL in a value", post("X-A: b\0c", "Content-Length: 0")),
                arguments("bare CR in a value", post("X-A: b\rc", "Content-Length: 0")),
                arguments("bare LF ends a header", "GET / HTTP/1.1\r\nHost: localhost\nX-A: b\r\n\r\n"),
                arguments("bare LF ends the request line", "GET / HTTP/1.1\nHost: localhost\r\n\r\n"),
                arguments("bare LF ends the head", "GET / HTTP/1.1\r\nHost: localhost\r\n\n"),
                arguments("DEL in a value", post("X-A: b\u007fc", "Content-Length: 0")),
                arguments("no colon", post("X-A", "Content-Length: 0")),
                arguments("no header name", post(": b", "Content-Length: 0")),
                arguments("space in a name", post("X A: b", "Content-Length: 0")),
                arguments("bare LF in a chunk extension", chunked("5;a\nb\r\nhello\r\n0\r\n\r\n")),
                arguments("line break in a quoted chunk extension", chunked("5;a=\"\r\nhello\r\n0\r\n\r\n")),
                arguments("bare LF in a quoted chunk extension", chunked("5;a=\"\n\"\r\nhello\r\n0\r\n\r\n")),
                arguments("empty chunk size", chunked("\r\nhello\r\n0\r\n\r\n")),
                arguments("chunk size below zero", chunked("-5\r\nhello\r\n0\r\n\r\n")),
                arguments("chunk size with a plus", chunked("+5\r\nhello\r\n0\r\n\r\n")),
                arguments("chunk size with a prefix", chunked("0x5\r\nhello\r\n0\r\n\r\n")),
                arguments("chunk size past 32 bits", chunked("100000005\r\nhello\r\n0\r\n\r\n")),
                arguments("space before a chunk size", chunked(" 5\r\nhello\r\n0\r\n\r\n")),
                arguments("space after a chunk size", chunked("5 \r\nhello\r\n0\r\n\r\n")),
                arguments("bare LF after a chunk size", chunked("5\nhello\r\n0\r\n\r\n")),
                arguments("no Host", "GET / HTTP/1.1\r\n\r\n"),
                arguments("no Host in HTTP/1.0", "GET / HTTP/1.0\r\n\r\n"),
                arguments("two Hosts", "GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n"),
                arguments("two Hosts in one", "GET / HTTP/1.1\r\nHost: localhost, evil\r\n\r\n"),
                arguments("empty Host", "GET / HTTP/1.1\r\nHost: \r\n\r\n"),
                arguments("Host with a user", "GET / HTTP/1.1\r\nHost: a@localhost\r\n\r\n"),
                arguments("Host with a path", "GET / HTTP/1.1\r\nHost: localhost/x\r\n\r\n"),
                arguments("Host with a bad port", "GET / HTTP/1.1\r\nHost: localhost:80x\r\n\r\n"),
                arguments(
                        "two Origins",
                        "GET / HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost:3000\r\nOrigin: http://evil\r\n\r\n"),
                arguments("absolute target", "GET http://evil/ HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                arguments("authority as target", "CONNECT localhost:22 HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                arguments("two slashes", "GET //evil/ HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                arguments("backslash in the target", "GET /\\evil HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                arguments("fragment in the target", "GET /#a HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                arguments("target without a slash", "GET a HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                arguments("star for GET", "GET * HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                arguments("space in the target", "GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                arguments("tab in the request line", "GET\t/ HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                arguments("two spaces in the request line", "GET  / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                arguments("space after the version", "GET / HTTP/1.1 \r\nHost: localhost\r\n\r\n"),
                arguments("raw byte in the target", "GET /\u00e4 HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                arguments("no version", "GET /\r\nHost: localhost\r\n\r\n"),
                arguments("version 0.9", "GET / HTTP/0.9\r\nHost: localhost\r\n\r\n"),
                arguments("version 1.2", "GET / HTTP/1.2\r\nHost: localhost\r\n\r\n"),
                arguments("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
                arguments("TLS hello", "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003\r\n\r\n"),
                arguments(
                        "WebSocket of 2010 with a hidden body",
                        "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: WebSocket\r\nSec-WebSocket-Key1: 1\r\nSec-WebSocket-Key2: 2\r\n\r\n12345678"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformedRequests")
    void isRefusedAndReachesNobody(String name, String bytes) {
        int before = upstream.requests().size();
        try (RawClient client = edge.connect().send(bytes + HIDDEN)) {
            RawClient.Response response = client.response();

            assertThat(response.status()).isEqualTo(400);
            assertThat(response.isProblem("invalid")).as(response.body()).isTrue();
            assertThat(response.header("Connection")).isEqualTo("close");
            assertThat(client.isEnded()).isTrue();
        }
        assertThat(upstream.requests()).hasSize(before);
    }

    @ParameterizedTest(name = "{0}, byte by byte")
    @MethodSource("malformedRequests")
    void isRefusedHoweverItIsCut(String name, String bytes) throws java.io.IOException {
        int before = upstream.requests().size();
        try (RawClient client = edge.connect()) {
            for (int i = 0; i < bytes.length(); i++) {
                client.socket().getOutputStream().write(bytes.charAt(i));
            }
            assertThat(client.response().status()).isEqualTo(400);
        } catch (java.io.IOException e) {
            assertThat(e)
                    .as("the hub may end the connection while the rest is being sent")
                    .isNotNull();
        }
        assertThat(upstream.requests()).hasSize(before);
    }

    @Test
    void bodyThatTurnsMalformedIsNeverForwardedAsWhole() {
        // What is forwarded until then may be counted late, so not where others count.
        try (TestUpstream own = TestUpstream.echo();
                RunningEdge before = RunningEdge.before(own.address());
                RawClient client = before.connect().send(chunked("5\r\nhello\r\nXX\r\n") + HIDDEN)) {
            assertThat(client.response().status()).isEqualTo(400);
            assertThat(client.isEnded()).isTrue();
            assertThat(own.requests().stream().map(TestUpstream.Request::target))
                    .doesNotContain("/hidden");
        }
    }

    @Test
    void wellFormedChunkExtensionsAndTrailersAreDropped() {
        try (RawClient client =
                edge.connect().send(chunked("5;a=b;c=\"d e\"\r\nhello\r\n0\r\nX-Trailer: yes\r\n\r\n"))) {
            assertThat(client.response().body()).isEqualTo("/p|hello");
        }
    }

    @Test
    void strayLineBreakBeforeARequestIsSkipped() {
        try (RawClient client = edge.connect().send("\r\n").get("/fine")) {
            assertThat(client.response().body()).isEqualTo("/fine|");
        }
    }

    private static String post(String... headers) {
        return "POST /p HTTP/1.1\r\nHost: localhost\r\n" + RawClient.lines(headers) + "\r\n";
    }

    private static String chunked(String body) {
        return post("Transfer-Encoding: chunked") + body;
    }
}
