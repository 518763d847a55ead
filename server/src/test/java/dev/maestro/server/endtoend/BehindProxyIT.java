package dev.maestro.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.server.edge.RawClient;
import dev.maestro.server.edge.StampingProxy;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody is the local person behind a proxy, whichever way they come in. */
class BehindProxyIT {
    private static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    private static final String POLLING = "/socket.io/?EIO=4&transport=polling";
    private static final String JOIN = "40/ui,";

    @TempDir
    static Path dataDir;

    private static PackagedHub hub;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        hub = PackagedHub.start(dataDir);
        port = URI.create(hub.url()).getPort();
    }

    @AfterAll
    static void stop() throws Exception {
        hub.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-For: 203.0.113.9",
                "X-Forwarded-For: 127.0.0.1",
                "X-Forwarded-Proto: https",
                "Forwarded: for=127.0.0.1;host=localhost",
                "Via: 1.1 proxy",
                "CF-Connecting-IP: 127.0.0.1",
                "X-Real-IP: 127.0.0.1",
                "Tailscale-User-Login: ann@example.org",
                "Ngrok-Trace-Id: 1"
            })
    void nobodyBehindAProxyIsLocal(String stamp) throws Exception {
        try (StampingProxy proxy = StampingProxy.before(port, stamp)) {
            assertThat(rest(proxy.port())).isEqualTo(401);
            assertThat(raw(proxy.port())).isEqualTo(401);
            assertThat(polling(proxy.port())).startsWith("44/ui,").contains("Authentication required");
            assertThat(webSocket(proxy.port())).startsWith("44/ui,").contains("Authentication required");
        }
    }

    @Test
    void withoutAProxyTheLocalPersonIs() throws Exception {
        assertThat(rest(port)).isEqualTo(200);
        assertThat(raw(port)).isEqualTo(101);
        assertThat(polling(port)).startsWith("40/ui,");
        assertThat(webSocket(port)).startsWith("40/ui,");
    }

    @Test
    void reboundNameGetsNowhere() {
        for (String path : new String[] {"/", "/healthz", "/api/projects", POLLING}) {
            try (RawClient client = RawClient.to(port)) {
                client.send("GET " + path + " HTTP/1.1\r\nHost: evil.example:" + port + "\r\n\r\n");
                assertThat(client.response().status()).isEqualTo(421);
            }
        }
    }

    private static int rest(int at) {
        try (RawClient client = RawClient.to(at)) {
            return client.get("/api/projects").response().status();
        }
    }

    private static int raw(int at) {
        try (RawClient client = RawClient.to(at)) {
            return ask(client, "/").response().status();
        }
    }

    /** Joins {@code /ui} by polling and returns the answer; each request on a connection of its own, for the proxy. */
    private static String polling(int at) {
        String opened;
        try (RawClient client = RawClient.to(at)) {
            opened = client.get(POLLING).response().body();
        }
        String session = POLLING + "&sid=" + opened.replaceFirst(".*\"sid\":\"([^\"]+)\".*", "$1");
        try (RawClient client = RawClient.to(at)) {
            client.send("POST " + session + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + JOIN.length()
                    + "\r\nContent-Type: text/plain;charset=UTF-8\r\n\r\n" + JOIN);
            assertThat(client.response().status()).isEqualTo(200);
        }
        try (RawClient client = RawClient.to(at)) {
            return client.get(session).response().body();
        }
    }

    private static String webSocket(int at) throws IOException {
        try (RawClient client = RawClient.to(at)) {
            assertThat(ask(client, "/socket.io/?EIO=4&transport=websocket")
                            .response()
                            .status())
                    .isEqualTo(101);
            assertThat(text(client)).startsWith("0{");
            byte[] join = JOIN.getBytes(StandardCharsets.US_ASCII);
            client.send(new byte[] {(byte) 0x81, (byte) (0x80 | join.length), 0, 0, 0, 0})
                    .send(join);
            return text(client);
        }
    }

    private static RawClient ask(RawClient client, String path) {
        return client.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + UPGRADE + "\r\n");
    }

    /** Reads one text frame of at most 65535 bytes. */
    private static String text(RawClient client) throws IOException {
        int length = client.exactly(2)[1] & 0x7F;
        if (length == 126) {
            byte[] wide = client.exactly(2);
            length = (wide[0] & 0xFF) << 8 | wide[1] & 0xFF;
        }
        return new String(client.exactly(length), StandardCharsets.UTF_8);
    }
}
