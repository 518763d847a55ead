package dev.maestro.server.rawsocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.edge.RawClient;
import dev.maestro.server.edge.RunningEdge;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is so for the plain WebSockets of every family. */
@ParameterizedClass
@EnumSource(Guest.class)
class RawFamiliesTest {
    private final Guest family;

    private RunningEdge edge;

    RawFamiliesTest(Guest family) {
        this.family = family;
    }

    @BeforeEach
    void start() {
        edge = RunningEdge.before(RunningEdge.nowhere());
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void nobodyHearsWhatIsForAnotherFamily() throws Exception {
        Listener client = listener();
        for (RawFamily other : RawFamily.values()) {
            if (other != family.family()) {
                publish(other, 1);
            }
        }
        publish(2);
        assertThat(client.text()).isEqualTo("{\"n\":2}");
        assertThat(edge.rawSockets().count()).isEqualTo(1);
        for (RawFamily each : RawFamily.values()) {
            assertThat(edge.rawSockets().count(each)).isEqualTo(each == family.family() ? 1 : 0);
        }
    }

    @Test
    void clientHearsEverythingInOrder() throws Exception {
        Listener client = listener();
        for (int i = 0; i < 100; i++) {
            publish(i);
        }
        for (int i = 0; i < 100; i++) {
            assertThat(client.text()).isEqualTo("{\"n\":" + i + "}");
        }
    }

    @Test
    void everyClientHearsTheSame() throws Exception {
        List<Listener> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            clients.add(listener());
        }
        assertThat(edge.rawSockets().count()).isEqualTo(20);
        publish(1);
        edge.rawSockets().tellEverybody("news", () -> JsonBytes.of(2), 3);
        for (Listener client : clients) {
            assertThat(client.text()).isEqualTo("{\"n\":1}");
            JsonNode news = client.json();
            assertThat(news.path("type").textValue()).isEqualTo("news");
            assertThat(news.path("data").intValue()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 110, 120, 200, 65_000, 66_000, 3_000_000})
    void textOfAnyLengthArrives(int length) throws Exception {
        Listener client = listener();
        String text = "\"" + "\u00e4".repeat(length) + "\"";
        JsonBytes message = JsonBytes.of("\u00e4".repeat(length));
        edge.rawSockets().publish(List.of(new RawMessage(family.family(), "p", true, Set.of(), message)));
        assertThat(client.text()).isEqualTo(text);
    }

    @Test
    void deepNestingIsAMistakeLikeAnyOther() throws Exception {
        Listener client = listener().say("[".repeat(100_000));
        assertThat(client.json().path("type").textValue()).isEqualTo("validation_error");
        publish(1);
        assertThat(client.text()).isEqualTo("{\"n\":1}");
    }

    @Test
    void binaryIsNotSpoken() throws Exception {
        Listener client = listener();
        client.socket().sendBinary(ByteBuffer.wrap(new byte[3]), true).get(60, TimeUnit.SECONDS);
        assertThat(client.closeReason()).isEqualTo("1003 text_only");
    }

    @Test
    void fragmentedTextIsOneMessage() throws Exception {
        Listener client = listener();
        client.socket().sendText("{\"type\":", false).get(60, TimeUnit.SECONDS);
        client.socket().sendPing(ByteBuffer.allocate(2)).get(60, TimeUnit.SECONDS);
        client.socket().sendText("\"ping\"}", true).get(60, TimeUnit.SECONDS);
        assertThat(client.json().path("type").textValue()).isEqualTo(family.answer());
    }

    @Test
    void clientThatClosesIsForgotten() throws Exception {
        Listener client = listener();
        client.socket().sendClose(WebSocket.NORMAL_CLOSURE, "bye").get(60, TimeUnit.SECONDS);
        assertThat(client.closeReason()).isEqualTo("1000 ");
        assertThat(edge.rawSockets().count()).isZero();
    }

    @Test
    void closeSaysGoodbyeAfterWhatWasPublishedAndTwiceIsOnce() throws Exception {
        Listener client = listener();
        publish(1);
        edge.rawSockets().tellEverybody("server:shutdown", () -> JsonBytes.of(Map.of()), 7);
        edge.rawSockets().close();
        edge.rawSockets().close();
        assertThat(client.text()).isEqualTo("{\"n\":1}");
        assertThat(client.json().path("type").textValue()).isEqualTo("server:shutdown");
        assertThat(client.closeReason()).isEqualTo("1001 server_shutdown");
        assertThat(edge.rawSockets().count()).isZero();
        try (RawClient late = edge.connect().get(family.path(), handshake("X-A: b"))) {
            assertThat(late.response().status()).isEqualTo(503);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?token=wrong|X-A: b|Invalid authentication token",
                "''|Authorization: Bearer wrong|Invalid authentication token",
                "''|authorization: bearer wrong|Invalid authentication token",
                "''|X-Forwarded-For: 1.2.3.4|Authentication required",
                "''|CF-Connecting-IP: 1.2.3.4|Authentication required",
                "''|Via: 1.1 tunnel|Authentication required"
            })
    void whoIsNotKnownIsRefusedBeforeTheUpgrade(String query, String header, String detail) {
        try (RawClient client = edge.connect().get(family.path() + query, handshake(header))) {
            RawClient.Response response = client.response();
            assertThat(response.status()).isEqualTo(401);
            assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(response.body()).contains("\"code\":\"unauthenticated\"", detail);
            assertThat(client.get(family.path(), handshake("X-A: b")).response().status())
                    .isEqualTo(101);
        }
    }

    @Test
    void reboundHostNameIsRefused() {
        try (RawClient client = edge.connect()) {
            client.send("GET " + family.path() + " HTTP/1.1\r\nHost: evil.example:3000\r\n"
                    + String.join("\r\n", handshake("X-A: b")) + "\r\n\r\n");
            assertThat(client.response().status()).isEqualTo(421);
        }
    }

    private static String[] handshake(String more) {
        return new String[] {
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Extensions: permessage-deflate, constructor",
            more
        };
    }

    private Listener listener() throws Exception {
        int before = edge.rawSockets().count();
        Listener listener = family.come(edge.port());
        assertThat(edge.rawSockets().count()).isEqualTo(before + 1);
        return listener;
    }

    private void publish(int n) {
        publish(family.family(), n);
    }

    private void publish(RawFamily to, int n) {
        JsonBytes message = JsonBytes.of(Map.of("n", n));
        edge.rawSockets().publish(List.of(new RawMessage(to, "p", false, Set.of(), message)));
    }
}
