package dev.maestro.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.server.edge.RawClient.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Forwarding: whole, in order, over kept connections, and never a cut answer that looks whole. */
class RestProxyTest {
    @Test
    void everythingButTheConnectionsOwnHeadersIsForwarded() {
        try (TestUpstream upstream = TestUpstream.echo();
                RunningEdge edge = RunningEdge.before(upstream.address());
                RawClient client = edge.connect()) {
            client.get(
                    "/api/x?a=%20b",
                    "Origin: http://localhost:3000",
                    "Authorization: Bearer t",
                    "X-Forwarded-For: 1.2.3.4",
                    "Connection: keep-alive, X-Forwarded-For, TE",
                    "Keep-Alive: 5",
                    "TE: trailers",
                    "Upgrade: h2c",
                    "Proxy-Connection: close",
                    "X-Maestro-Front: guessed",
                    "x-maestro-peer: 9.9.9.9",
                    "X-MAESTRO-Other: x",
                    "Cookie: a=b");
            assertThat(client.response().body()).isEqualTo("/api/x?a=%20b|");

            TestUpstream.Request got = upstream.requests().get(0);
            assertThat(got.headers())
                    .containsEntry("Host", "localhost")
                    .containsEntry("Origin", "http://localhost:3000")
                    .containsEntry("Authorization", "Bearer t")
                    .containsEntry("X-Forwarded-For", "1.2.3.4")
                    .containsEntry("Cookie", "a=b")
                    // It tells of a proxy, so whoever decides who is local must see it.
                    .containsEntry("Proxy-Connection", "close")
                    .containsEntry("X-Maestro-Front", RunningEdge.FRONT_KEY)
                    .containsEntry("X-Maestro-Peer", "127.0.0.1")
                    .doesNotContainKeys("Connection", "Keep-Alive", "TE", "Upgrade", "X-Maestro-Other", "Via");
        }
    }

    @Test
    void frontKeyIsNeverPrinted() {
        assertThat(new RestUpstream(RunningEdge.nowhere(), "secret").toString()).doesNotContain("secret");
    }

    @Test
    void thousandRequestsShareOneConnectionOnEachSide() {
        try (TestUpstream upstream = TestUpstream.echo();
                RunningEdge edge = RunningEdge.before(upstream.address());
                RawClient client = edge.connect()) {
            for (int i = 0; i < 1000; i++) {
                assertThat(client.get("/" + i).response().body()).isEqualTo("/" + i + "|");
            }
            assertThat(upstream.connections()).isEqualTo(1);
            assertThat(edge.connections()).isEqualTo(1);
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() {
        try (TestUpstream upstream = TestUpstream.echo();
                RunningEdge edge = RunningEdge.before(upstream.address());
                RawClient client = edge.connect()) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 300; i++) {
                all.append("POST /" + i + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc");
            }
            client.send(all.toString());
            for (int i = 0; i < 300; i++) {
                assertThat(client.response().body()).isEqualTo("/" + i + "|abc");
            }
            assertThat(upstream.connections()).isEqualTo(1);
        }
    }

    @Test
    void secondPipelinedRequestWaitsForTheFirstAnswer() throws InterruptedException {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (TestUpstream upstream = TestUpstream.answering((request, exchange) -> {
                    first.countDown();
                    awaitQuietly(go);
                    exchange.answer("200 OK", request.target());
                });
                RunningEdge edge = RunningEdge.before(upstream.address());
                RawClient client = edge.connect().get("/1").get("/2")) {
            assertThat(first.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(upstream.requests()).hasSize(1);
            go.countDown();
            assertThat(client.response().body()).isEqualTo("/1");
            assertThat(client.response().body()).isEqualTo("/2");
        }
    }

    @Test
    void bodiesGoBothWaysWithLengthAndInChunks() {
        try (TestUpstream upstream = TestUpstream.answering((request, exchange) -> {
                    String body = new String(exchange.readBody(), StandardCharsets.ISO_8859_1);
                    exchange.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n");
                });
                RunningEdge edge = RunningEdge.before(upstream.address());
                RawClient client = edge.connect()) {
            client.send("POST /l HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello");
            Response byLength = client.response();
            assertThat(byLength.body()).isEqualTo("hello");
            assertThat(byLength.header("Transfer-Encoding")).isEqualTo("chunked");
            client.send("POST /c HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: Chunked\r\n\r\n"
                    + "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n");
            assertThat(client.response().body()).isEqualTo("hello");
            assertThat(upstream.requests().get(0).header("Content-Length")).isEqualTo("5");
            assertThat(upstream.requests().get(1).header("Transfer-Encoding")).isEqualTo("chunked");
        }
    }

    @Test
    void answersWithoutABodyKeepTheConnectionInStep() {
        try (TestUpstream upstream = TestUpstream.answering((request, exchange) -> {
                    switch (request.target()) {
                        case "/head" -> exchange.write("HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n");
                        case "/204" -> exchange.write("HTTP/1.1 204 No Content\r\n\r\n");
                        case "/304" -> exchange.write("HTTP/1.1 304 Not Modified\r\nETag: \"7\"\r\n\r\n");
                        default -> exchange.answer("200 OK", "end");
                    }
                });
                RunningEdge edge = RunningEdge.before(upstream.address());
                RawClient client = edge.connect()) {
            client.send("HEAD /head HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(client.headResponse().header("Content-Length")).isEqualTo("1234");
            Response noContent = client.get("/204").response();
            assertThat(noContent.status()).isEqualTo(204);
            assertThat(noContent.headers()).doesNotContainKeys("Content-Length", "Transfer-Encoding");
            Response notModified = client.get("/304").response();
            assertThat(notModified.status()).isEqualTo(304);
            assertThat(notModified.header("ETag")).isEqualTo("\"7\"");
            assertThat(client.get("/last").response().body()).isEqualTo("end");
            assertThat(upstream.connections()).isEqualTo(1);
        }
    }

    @Test
    void oldClientsGetPlainAnswers() {
        try (TestUpstream upstream = TestUpstream.answering((request, exchange) -> exchange.write(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"));
                RunningEdge edge = RunningEdge.before(upstream.address());
                RawClient client = edge.connect()) {
            client.send("GET / HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n");
            Response response = client.response();
            assertThat(response.headers()).doesNotContainKey("Transfer-Encoding");
            assertThat(response.body()).isEqualTo("hello");
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void closeIsHonoured() {
        try (TestUpstream upstream = TestUpstream.echo();
                RunningEdge edge = RunningEdge.before(upstream.address());
                RawClient client = edge.connect()) {
            Response response = client.get("/", "Connection: close").response();
            assertThat(response.header("Connection")).isEqualTo("close");
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void continueIsAskedOfTheServerBehind() {
        try (TestUpstream upstream = TestUpstream.answering((request, exchange) -> {
                    exchange.write("HTTP/1.1 100 Continue\r\n\r\n");
                    exchange.answer("200 OK", new String(exchange.readBody(), StandardCharsets.ISO_8859_1));
                });
                RunningEdge edge = RunningEdge.before(upstream.address());
                RawClient client = edge.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.response().status()).isEqualTo(100);
            client.send("hello");
            assertThat(client.response().body()).isEqualTo("hello");
            assertThat(client.get("/").response().status()).isEqualTo(100);
        }
    }

    @Test
    void refusalInsteadOfContinueEndsTheConnection() {
        try (TestUpstream upstream =
                        TestUpstream.answering((request, exchange) -> exchange.answer("413 Too Big", "no"));
                RunningEdge edge = RunningEdge.before(upstream.address());
                RawClient client = edge.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
            Response response = client.response();
            assertThat(response.status()).isEqualTo(413);
            assertThat(response.header("Connection")).isEqualTo("close");
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void earlyAnswerArrivesWhileTheBodyStillComes() {
        try (TestUpstream upstream =
                        TestUpstream.answering((request, exchange) -> exchange.answer("413 Too Big", "no"));
                RunningEdge edge = RunningEdge.before(upstream.address());
                RawClient client = edge.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500000\r\n\r\n");
            client.send(new byte[100_000]);
            assertThat(client.response().status()).isEqualTo(413);
            assertThat(isEndedWhileSending(client, new byte[100_000]) || client.isEnded())
                    .isTrue();
        }
    }

    private static boolean isEndedWhileSending(RawClient client, byte[] bytes) {
        try {
            client.send(bytes);
            return false;
        } catch (UncheckedIOException e) {
            return true;
        }
    }

    @Test
    void endlessBodyAfterAnEarlyAnswerIsCutOff() {
        try (TestUpstream upstream =
                        TestUpstream.answering((request, exchange) -> exchange.answer("413 Too Big", "no"));
                RunningEdge edge = RunningEdge.before(upstream.address());
                RawClient client = edge.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900000000\r\n\r\nx");
            assertThat(client.response().status()).isEqualTo(413);
            assertThat(sendUntilCut(client, 900)).isLessThan(900);
        }
    }

    private static int sendUntilCut(RawClient client, int megabytes) {
        byte[] megabyte = new byte[1_000_000];
        for (int sent = 0; sent < megabytes; sent++) {
            try {
                client.send(megabyte);
            } catch (UncheckedIOException cut) {
                return sent;
            }
        }
        return megabytes;
    }

    private static void awaitQuietly(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(60, TimeUnit.SECONDS)) {
                throw new IOException("never told to go on");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
