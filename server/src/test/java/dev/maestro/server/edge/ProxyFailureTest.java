package dev.maestro.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.server.edge.RawClient.Response;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When one side breaks: a clear refusal, or a cut that never looks like a whole. */
class ProxyFailureTest {
    @Test
    void serverThatIsDownIsA502() {
        try (RunningEdge edge = RunningEdge.before(RunningEdge.nowhere());
                RawClient client = edge.connect()) {
            for (int i = 0; i < 2; i++) {
                Response response = client.get("/").response();
                assertThat(response.status()).isEqualTo(502);
                assertThat(response.isProblem("unavailable")).isTrue();
            }
            client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc");
            assertThat(client.response().status()).isEqualTo(502);
        }
    }

    @Test
    void serverThatBreaksBeforeItAnswersIsA502() {
        try (TestUpstream upstream = TestUpstream.answering((request, exchange) -> {
                    exchange.readBody();
                    exchange.socket().close();
                });
                RunningEdge edge = RunningEdge.before(upstream.address());
                RawClient client = edge.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc");
            assertThat(client.response().isProblem("unavailable")).isTrue();
            assertThat(client.get("/").response().status()).isEqualTo(502);
        }
    }

    @Test
    void malformedAnswerIsA502() {
        String[] answers = {
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
            "nonsense\r\n\r\n"
        };
        for (String answer : answers) {
            try (TestUpstream upstream = TestUpstream.answering((request, exchange) -> exchange.write(answer));
                    RunningEdge edge = RunningEdge.before(upstream.address());
                    RawClient client = edge.connect()) {
                assertThat(client.get("/").response().status()).as(answer).isEqualTo(502);
            }
        }
    }

    @Test
    void cutAnswerNeverLooksWhole() throws IOException {
        String[] answers = {
            "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nXX\r\n"
        };
        for (String answer : answers) {
            try (TestUpstream upstream = TestUpstream.answering((request, exchange) -> {
                        exchange.write(answer);
                        exchange.socket().close();
                    });
                    RunningEdge edge = RunningEdge.before(upstream.address());
                    RawClient client = edge.connect().get("/")) {
                assertThat(isCut(client)).as(answer).isTrue();
            }
        }
    }

    @Test
    void resetOfAnAnswerWithoutLengthNeverLooksLikeItsEnd() throws IOException {
        try (TestUpstream upstream = TestUpstream.answering((request, exchange) -> {
                    exchange.write("HTTP/1.1 200 OK\r\n\r\nhello");
                    exchange.socket().setSoLinger(true, 0);
                    exchange.socket().close();
                });
                RunningEdge edge = RunningEdge.before(upstream.address());
                RawClient client = edge.connect().get("/")) {
            assertThat(isCut(client)).isTrue();
        }
    }

    /** A reset may overtake the head; then there is no whole answer either, or a 502. */
    private static boolean isCut(RawClient client) {
        try {
            return client.response().status() == 502;
        } catch (UncheckedIOException e) {
            return true;
        }
    }

    @Test
    void answerWithoutLengthEndsWithItsConnection() {
        try (TestUpstream upstream = TestUpstream.answering((request, exchange) -> {
                    exchange.write("HTTP/1.1 200 OK\r\n\r\nhello");
                    exchange.socket().close();
                });
                RunningEdge edge = RunningEdge.before(upstream.address());
                RawClient client = edge.connect()) {
            assertThat(client.get("/").response().body()).isEqualTo("hello");
            assertThat(client.get("/").response().body()).isEqualTo("hello");
        }
    }

    @Test
    void clientThatGoesAwayEndsALongPollBehind() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        try (TestUpstream upstream = TestUpstream.answering((request, exchange) -> {
                    asked.countDown();
                    if (exchange.in().read() < 0) {
                        ended.countDown();
                    }
                });
                RunningEdge edge = RunningEdge.before(upstream.address())) {
            try (RawClient client = edge.connect().get("/api/mail/wait").get("/pipelined")) {
                assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
                client.socket().setSoTimeout(1);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void staleKeptConnectionIsRetriedOnceForARepeatableRequest() {
        try (TestUpstream upstream = TestUpstream.answering((request, exchange) -> {
                    if (request.target().equals("/kill-next")) {
                        exchange.answer("200 OK", "kept");
                        exchange.in().read();
                        exchange.socket().close();
                        throw new EOFException("closed just as the next request came");
                    }
                    exchange.answer("200 OK", request.target());
                });
                RunningEdge edge = RunningEdge.before(upstream.address());
                RawClient client = edge.connect()) {
            assertThat(client.get("/kill-next").response().body()).isEqualTo("kept");
            assertThat(client.get("/again").response().body()).isEqualTo("/again");
            assertThat(client.get("/kill-next").response().body()).isEqualTo("kept");
            client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc");
            assertThat(client.response().status()).isEqualTo(502);
        }
    }

    @Test
    void unaskedBytesOnAKeptConnectionAreNobodysAnswer() throws InterruptedException {
        CountDownLatch gone = new CountDownLatch(1);
        try (TestUpstream upstream = TestUpstream.answering((request, exchange) -> {
                    exchange.answer("200 OK", request.target());
                    if (request.target().equals("/poison")) {
                        exchange.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
                        exchange.in().read();
                        gone.countDown();
                    }
                });
                RunningEdge edge = RunningEdge.before(upstream.address());
                RawClient client = edge.connect()) {
            assertThat(client.get("/poison").response().body()).isEqualTo("/poison");
            assertThat(gone.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(client.get("/good").response().body()).isEqualTo("/good");
        }
    }

    @Test
    void answerThatComesBeforeTheUploadIsTakenIsNotLostToTheReset() {
        for (int i = 0; i < 30; i++) {
            try (TestUpstream upstream = TestUpstream.answering((request, exchange) -> {
                        exchange.answer("415 Unsupported Media Type", "no", "Connection: close");
                        exchange.socket().close();
                    });
                    RunningEdge edge = RunningEdge.with(RunningEdge.droppingForLong(), upstream.address());
                    RawClient client = edge.connect()) {
                client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900000\r\n\r\n");
                client.send(new byte[900_000]);
                assertThat(client.response().status()).as("round %s", i).isEqualTo(415);
            }
        }
    }

    @Test
    void uploadThatBreaksOffIsNeverWholeBehind() throws InterruptedException {
        CountDownLatch cut = new CountDownLatch(1);
        try (TestUpstream upstream = TestUpstream.answering((request, exchange) -> {
                    if (exchange.readBody().length < 100_000) {
                        cut.countDown();
                    }
                });
                RunningEdge edge = RunningEdge.before(upstream.address())) {
            try (RawClient client = edge.connect()) {
                client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n");
                client.send(new byte[50_000]);
            }
            assertThat(cut.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }
}
