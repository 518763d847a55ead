package dev.maestro.server.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.server.edge.RawClient.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the port puts up with, and no more. */
class LimitsTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(300);

    @Test
    void requestLineOfEightKibibytesIsTheLongest() {
        try (TestUpstream upstream = TestUpstream.echo();
                RunningEdge edge = RunningEdge.before(upstream.address())) {
            try (RawClient client = edge.connect().get("/" + "a".repeat(8 * 1024 - 15))) {
                assertThat(client.response().status()).isEqualTo(200);
            }
            try (RawClient client = edge.connect().get("/" + "a".repeat(8 * 1024))) {
                assertRefused(client, 414);
            }
            assertThat(upstream.requests()).hasSize(1);
        }
    }

    @Test
    void headersOf32KibibytesAreTheLargest() {
        try (TestUpstream upstream = TestUpstream.echo();
                RunningEdge edge = RunningEdge.before(upstream.address())) {
            try (RawClient client = edge.connect().get("/", "X-A: " + "a".repeat(32_000))) {
                assertThat(client.response().status()).isEqualTo(200);
            }
            try (RawClient client = edge.connect().get("/", "X-A: " + "a".repeat(33_000))) {
                assertRefused(client, 431);
            }
            String[] many = new String[40];
            java.util.Arrays.fill(many, "X-A: " + "a".repeat(1000));
            try (RawClient client = edge.connect().get("/", many)) {
                assertRefused(client, 431);
            }
            assertThat(upstream.requests()).hasSize(1);
        }
    }

    @Test
    void hundredHeadersAreTheMost() {
        try (TestUpstream upstream = TestUpstream.echo();
                RunningEdge edge = RunningEdge.before(upstream.address())) {
            try (RawClient client = edge.connect().get("/", headers(99))) {
                assertThat(client.response().status()).isEqualTo(200);
            }
            try (RawClient client = edge.connect().get("/", headers(100))) {
                assertRefused(client, 431);
            }
            try (RawClient client = edge.connect().get("/", headers(2100))) {
                assertRefused(client, 431);
            }
            assertThat(upstream.requests()).hasSize(1);
        }
    }

    private static String[] headers(int count) {
        List<String> headers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            headers.add("X-" + i + ": 1");
        }
        return headers.toArray(String[]::new);
    }

    private static void assertRefused(RawClient client, int status) {
        Response response = client.response();
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.isProblem("too_large")).isTrue();
        assertThat(client.isEnded()).isTrue();
    }

    @Test
    void headThatNeverEndsIsGivenUp() {
        try (RunningEdge edge = RunningEdge.with(limits(SHORT, LONG, LONG, 100), RunningEdge.nowhere());
                RawClient client = edge.connect().send("GET / HTTP/1.1\r\nHost: localhost\r\nX-")) {
            assertThat(client.response().status()).isEqualTo(408);
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void headThatDripsIsGivenUp() {
        try (RunningEdge edge = RunningEdge.with(limits(SHORT, LONG, LONG, 100), RunningEdge.nowhere());
                RawClient client = edge.connect().send("GET / HTTP/1.1\r\n")) {
            assertThat(dripUntilCut(client)).isTrue();
        }
    }

    /** Sends one character of a header after the other until the hub has had enough. */
    private static boolean dripUntilCut(RawClient client) {
        try {
            client.socket().setSoTimeout(20);
            client.send("X-A: ");
            for (int i = 0; i < 3_000; i++) {
                client.send("a");
                try {
                    if (client.read() >= 0) {
                        return true;
                    }
                } catch (java.net.SocketTimeoutException goOn) {
                    assertThat(goOn).isNotNull();
                }
            }
            return false;
        } catch (java.io.IOException | java.io.UncheckedIOException cut) {
            return true;
        }
    }

    @Test
    void strayLineBreaksDoNotBeginARequest() throws Exception {
        try (TestUpstream upstream = TestUpstream.echo();
                RunningEdge edge = RunningEdge.with(limits(SHORT, LONG, LONG, 100), upstream.address());
                RawClient client = edge.connect().get("/1").send("\r\n")) {
            assertThat(client.response().status()).isEqualTo(200);
            assertThatThrownBy(() -> {
                        client.socket().setSoTimeout(1000);
                        client.read();
                    })
                    .isInstanceOf(java.net.SocketTimeoutException.class);
            client.socket().setSoTimeout(60_000);
            assertThat(client.get("/2").response().body()).isEqualTo("/2|");
        }
    }

    @Test
    void bodyThatStopsIsGivenUp() {
        try (TestUpstream upstream = TestUpstream.echo();
                RunningEdge edge = RunningEdge.with(limits(SHORT, LONG, LONG, 100), upstream.address());
                RawClient client = edge.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc");
            assertThat(client.response().status()).isEqualTo(408);
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void slowAnswerIsWaitedFor() throws Exception {
        java.util.concurrent.CountDownLatch slow = new java.util.concurrent.CountDownLatch(1);
        try (TestUpstream upstream = TestUpstream.answering((request, exchange) -> {
                    exchange.readBody();
                    try {
                        boolean unused = slow.await(1500, java.util.concurrent.TimeUnit.MILLISECONDS);
                    } catch (InterruptedException e) {
                        throw new java.io.IOException(e);
                    }
                    exchange.answer("200 OK", "late");
                });
                RunningEdge edge = RunningEdge.with(limits(SHORT, SHORT, SHORT, 100), upstream.address());
                RawClient client =
                        edge.connectSaying("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc")) {
            assertThat(client.response().body()).isEqualTo("late");
        }
    }

    @Test
    void idleConnectionIsClosed() {
        try (TestUpstream upstream = TestUpstream.echo();
                RunningEdge edge = RunningEdge.with(limits(LONG, SHORT, LONG, 100), upstream.address());
                RawClient fresh = edge.connect();
                RawClient used = edge.connectSaying("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
            assertThat(used.response().status()).isEqualTo(200);
            assertThat(used.isEnded()).isTrue();
            assertThat(fresh.isEnded()).isTrue();
        }
    }

    @Test
    void clientThatNeverReadsItsAnswerIsCut() throws Exception {
        java.util.concurrent.CountDownLatch broken = new java.util.concurrent.CountDownLatch(1);
        try (TestUpstream upstream = TestUpstream.answering((request, exchange) -> {
                    try {
                        exchange.write("HTTP/1.1 200 OK\r\nContent-Length: 900000000\r\n\r\n");
                        byte[] block = new byte[1_000_000];
                        for (int i = 0; i < 900; i++) {
                            exchange.socket().getOutputStream().write(block);
                        }
                    } catch (java.io.IOException e) {
                        broken.countDown();
                    }
                });
                RunningEdge edge = RunningEdge.with(limits(LONG, LONG, SHORT, 100), upstream.address());
                RawClient client = edge.connect().get("/")) {
            assertThat(broken.await(60, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
            assertThat(client.socket().isConnected()).isTrue();
        }
    }

    @Test
    void oneConnectionTooManyIsTurnedAway() {
        try (TestUpstream upstream = TestUpstream.echo();
                RunningEdge edge = RunningEdge.with(limits(LONG, LONG, LONG, 1), upstream.address());
                RawClient first = edge.connect().get("/")) {
            assertThat(first.response().status()).isEqualTo(200);
            try (RawClient second = edge.connect()) {
                Response response = second.response();
                assertThat(response.status()).isEqualTo(503);
                assertThat(response.isProblem("unavailable")).isTrue();
                assertThat(second.isEnded()).isTrue();
            }
            assertThat(first.get("/").response().status()).isEqualTo(200);
        }
    }

    @Test
    void limitsMustBePositive() {
        assertThatThrownBy(() -> limits(LONG, LONG, LONG, 0)).hasMessage("maxConnections is 0, must be positive");
    }

    private static EdgeConfig limits(Duration head, Duration idle, Duration stall, int connections) {
        return new EdgeConfig(8192, 32768, 100, connections, 1000, head, idle, stall, Duration.ofSeconds(2), 1 << 20);
    }
}
