package dev.maestro.server.auth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpHandler;
import dev.maestro.server.Ports;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class HttpJwksSourceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration IMPATIENCE = Duration.ofMillis(300);

    @Test
    void keysAreFetched() throws Exception {
        try (KeyServer server = KeyServer.serving(TestKeys.jwks())) {
            assertThat(new HttpJwksSource(server.url(), PATIENCE).fetch()).hasSize(3);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 301, 302, 307, 400, 401, 404, 500, 503})
    void anyOtherAnswerIsNone(int status) throws Exception {
        try (KeyServer good = KeyServer.serving(TestKeys.jwks());
                KeyServer server = KeyServer.answering(exchange -> {
                    exchange.getResponseHeaders().add("Location", good.url().toString());
                    byte[] body = TestKeys.jwks().getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(status, status == 204 ? -1 : body.length);
                    try (OutputStream out = exchange.getResponseBody()) {
                        if (status != 204) {
                            out.write(body);
                        }
                    }
                })) {
            assertFails(server, PATIENCE, "it answered " + status);
            assertThat(good.requests()).as("a redirect is not followed").isZero();
        }
    }

    @Test
    void garbageIsNone() throws Exception {
        try (KeyServer server = KeyServer.serving("<html>Welcome</html>")) {
            assertFails(server, PATIENCE, "it is not JSON");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDocumentThatIsTooLongIsBrokenOff(boolean lengthIsSaid) throws Exception {
        byte[] block = " ".repeat(64 * 1024).getBytes(StandardCharsets.UTF_8);
        HttpHandler endless = exchange -> {
            exchange.sendResponseHeaders(200, lengthIsSaid ? 1L << 32 : 0);
            try (OutputStream out = exchange.getResponseBody()) {
                for (int i = 0; i < 65_536; i++) {
                    out.write(block);
                }
            }
        };
        try (KeyServer server = KeyServer.answering(endless)) {
            assertFails(server, PATIENCE, "it is over 262144 bytes");
        }
    }

    @Test
    void aDocumentOfTheLargestSizeIsRead() throws Exception {
        String keys = TestKeys.jwks();
        try (KeyServer server = KeyServer.serving(keys + " ".repeat(256 * 1024 - keys.length()))) {
            assertThat(new HttpJwksSource(server.url(), PATIENCE).fetch()).hasSize(3);
        }
    }

    @Test
    void anIssuerThatDoesNotAnswerIsGivenUp() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (KeyServer server = KeyServer.answering(exchange -> await(never))) {
            assertFails(server, IMPATIENCE, "it took over 300 ms");
            never.countDown();
        }
    }

    @Test
    void anIssuerWhoseAnswerTricklesIsGivenUp() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        HttpHandler trickling = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            out.write('{');
            out.flush();
            await(never);
            out.close();
        };
        try (KeyServer server = KeyServer.answering(trickling)) {
            assertFails(server, IMPATIENCE, "it took over 300 ms");
            never.countDown();
        }
    }

    @Test
    void anIssuerThatIsNotThereIsNone() {
        URI gone = URI.create("http://127.0.0.1:" + Ports.next() + "/jwks.json");
        assertThatThrownBy(() -> new HttpJwksSource(gone, PATIENCE).fetch())
                .isInstanceOf(JwksException.class)
                .hasMessageContaining("ConnectException");
    }

    private static void assertFails(KeyServer server, Duration patience, String reason) {
        assertThatThrownBy(() -> new HttpJwksSource(server.url(), patience).fetch())
                .isInstanceOf(JwksException.class)
                .hasMessageContaining(reason);
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
