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
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The plain WebSocket dialect as its clients see it. */
class RawSocketsTest {
    private RunningEdge edge;

    @BeforeEach
    void start() {
        edge = RunningEdge.before(RunningEdge.nowhere());
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/maestro-ws", "/?x=1"})
    void clientHearsEverythingInOrder(String path) throws Exception {
        Listener client = listener(path);
        for (int i = 0; i < 100; i++) {
            publish(message("p1", false, Set.of(), 2 * i), message("p2", true, Set.of("s1"), 2 * i + 1));
        }
        for (int i = 0; i < 200; i++) {
            assertThat(client.text()).isEqualTo("{\"n\":" + i + "}");
        }
    }

    @Test
    void everyClientHearsTheSame() throws Exception {
        List<Listener> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            clients.add(listener("/"));
        }
        assertThat(edge.rawSockets().count()).isEqualTo(20);
        publish(message("p", false, Set.of(), 1));
        edge.rawSockets().broadcastToAll(() -> JsonBytes.ofUtf8("{\"n\":2}".getBytes()));
        for (Listener client : clients) {
            assertThat(client.text()).isEqualTo("{\"n\":1}");
            assertThat(client.text()).isEqualTo("{\"n\":2}");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 110, 120, 200, 65_000, 66_000, 3_000_000})
    void textOfAnyLengthArrives(int length) throws Exception {
        Listener client = listener("/");
        String text = "\"" + "\u00e4".repeat(length) + "\"";
        edge.rawSockets().broadcastToAll(() -> JsonBytes.of("\u00e4".repeat(length)));
        assertThat(client.text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"subscribe\",\"sessionIds\":[\"s1\",\"s2\"]}",
                "{\"type\":\"subscribe\",\"data\":{\"sessionIds\":[\"s1\",\"s2\"]}}"
            })
    void subscribingNarrowsAndUnsubscribingRestores(String subscribe) throws Exception {
        Listener client = listener("/").say(subscribe);
        JsonNode reply = client.json();
        assertThat(reply.toString())
                .isEqualTo(
                        "{\"type\":\"subscribed\",\"event\":\"subscribed\",\"sessionIds\":[\"s1\",\"s2\"],\"timestamp\":"
                                + RunningEdge.NOW + "}");

        publish(
                message("p", false, Set.of("s3"), 1),
                message("p", false, Set.of("s3", "s2"), 2),
                message("p", true, Set.of("s3"), 3),
                message("p", false, Set.of(), 4));
        assertThat(List.of(client.text(), client.text(), client.text()))
                .containsExactly("{\"n\":2}", "{\"n\":3}", "{\"n\":4}");

        assertThat(client.say("{\"type\":\"unsubscribe\"}").json().toString())
                .isEqualTo(
                        "{\"type\":\"unsubscribed\",\"event\":\"unsubscribed\",\"timestamp\":" + RunningEdge.NOW + "}");
        publish(message("p", false, Set.of("s3"), 5));
        assertThat(client.text()).isEqualTo("{\"n\":5}");
    }

    @Test
    void whatIsNoTextAmongTheSessionsIsSkipped() throws Exception {
        Listener client = listener("/").say("{\"type\":\"subscribe\",\"sessionIds\":[7,\"s1\"]}");
        assertThat(client.json().path("sessionIds").toString()).isEqualTo("[7,\"s1\"]");
        publish(message("p", false, Set.of("s2"), 1), message("p", false, Set.of("s1"), 2));
        assertThat(client.text()).isEqualTo("{\"n\":2}");
    }

    @Test
    void subscribingToNothingLeavesTheProjectsNews() throws Exception {
        Listener client = listener("/").say("{\"type\":\"subscribe\",\"sessionIds\":[]}");
        assertThat(client.json().path("type").textValue()).isEqualTo("subscribed");
        publish(message("p", false, Set.of("s1"), 1), message("p", true, Set.of("s1"), 2));
        assertThat(client.text()).isEqualTo("{\"n\":2}");
    }

    @Test
    void pingIsAnsweredWithItsData() throws Exception {
        Listener client = listener("/");
        assertThat(client.say("{\"type\":\"ping\",\"data\":{\"a\":[1]}}").json().toString())
                .isEqualTo("{\"type\":\"pong\",\"event\":\"pong\",\"data\":{\"a\":[1]},\"timestamp\":" + RunningEdge.NOW
                        + "}");
        assertThat(client.say("{\"type\":\"ping\"}").json().has("data")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nonsense|",
                "''|",
                "[]|",
                "7|",
                "{|",
                "{\"type\":\"ping\"}x|",
                "{\"type\":\"ping\",\"type\":\"ping\"}|",
                "{}|/type",
                "{\"type\":7}|/type",
                "{\"type\":\"nonsense\"}|/type",
                "{\"type\":\"subscribe\"}|/sessionIds",
                "{\"type\":\"subscribe\",\"sessionIds\":\"s1\"}|/sessionIds",
                "{\"type\":\"subscribe\",\"sessionIds\":null}|/sessionIds",
                "{\"type\":\"subscribe\",\"sessionIds\":[\"\"]}|/sessionIds/0",
                "{\"type\":\"subscribe\",\"data\":{\"sessionIds\":{}}}|/data/sessionIds"
            })
    void mistakeIsToldAndTheConnectionStays(String text, String path) throws Exception {
        Listener client = listener("/");
        JsonNode error = client.say(text).json();
        assertThat(error.path("type").textValue()).isEqualTo("validation_error");
        assertThat(error.path("event").textValue()).isEqualTo("validation_error");
        assertThat(error.path("success").booleanValue()).isFalse();
        assertThat(error.path("success").isBoolean()).isTrue();
        assertThat(error.path("error").textValue()).isNotBlank();
        assertThat(error.path("code").textValue()).isEqualTo("invalid");
        assertThat(error.at("/details/0/path").textValue()).isEqualTo(path == null ? "" : path);

        publish(message("p", false, Set.of("s"), 1));
        assertThat(client.text()).isEqualTo("{\"n\":1}");
    }

    @Test
    void deepNestingIsAMistakeLikeAnyOther() throws Exception {
        Listener client = listener("/").say("[".repeat(100_000));
        assertThat(client.json().path("code").textValue()).isEqualTo("invalid");
    }

    @Test
    void thousandSessionsAreTheMostAlsoInSeveralSteps() throws Exception {
        Listener client = listener("/");
        assertThat(client.say(subscribe(0, 1001)).json().path("type").textValue())
                .isEqualTo("validation_error");
        assertThat(client.say(subscribe(0, 1000)).json().path("type").textValue())
                .isEqualTo("subscribed");
        assertThat(client.say(subscribe(0, 10)).json().path("type").textValue()).isEqualTo("subscribed");
        assertThat(client.say(subscribe(1000, 1001)).json().path("type").textValue())
                .isEqualTo("validation_error");
    }

    private static String subscribe(int from, int to) {
        List<String> ids =
                IntStream.range(from, to).mapToObj(i -> "\"s" + i + "\"").toList();
        return "{\"type\":\"subscribe\",\"sessionIds\":" + ids + "}";
    }

    @Test
    void binaryIsNotSpoken() throws Exception {
        Listener client = listener("/");
        client.socket().sendBinary(ByteBuffer.wrap(new byte[3]), true).get(10, TimeUnit.SECONDS);
        assertThat(client.closeReason()).isEqualTo("1003 text_only");
    }

    @Test
    void fragmentedTextIsOneMessage() throws Exception {
        Listener client = listener("/");
        client.socket().sendText("{\"type\":", false).get(10, TimeUnit.SECONDS);
        client.socket().sendPing(ByteBuffer.allocate(2)).get(10, TimeUnit.SECONDS);
        client.socket().sendText("\"ping\"}", true).get(10, TimeUnit.SECONDS);
        assertThat(client.json().path("type").textValue()).isEqualTo("pong");
    }

    @Test
    void clientThatClosesIsForgotten() throws Exception {
        Listener client = listener("/");
        client.socket().sendClose(WebSocket.NORMAL_CLOSURE, "bye").get(10, TimeUnit.SECONDS);
        assertThat(client.closeReason()).isEqualTo("1000 ");
        assertThat(edge.rawSockets().count()).isZero();
    }

    @Test
    void closeSaysGoodbyeAfterWhatWasPublishedAndTwiceIsOnce() throws Exception {
        Listener client = listener("/");
        publish(message("p", false, Set.of(), 1));
        edge.rawSockets().broadcastToAll(() -> JsonBytes.ofUtf8("{\"type\":\"server:shutdown\"}".getBytes()));
        edge.rawSockets().close();
        edge.rawSockets().close();
        assertThat(client.text()).isEqualTo("{\"n\":1}");
        assertThat(client.text()).isEqualTo("{\"type\":\"server:shutdown\"}");
        assertThat(client.closeReason()).isEqualTo("1001 server_shutdown");
        assertThat(edge.rawSockets().count()).isZero();
        try (RawClient late = edge.connect().get("/", handshake("X-A: b"))) {
            assertThat(late.response().status()).isEqualTo(503);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/?token=wrong|X-A: b|Invalid authentication token",
                "/|Authorization: Bearer wrong|Invalid authentication token",
                "/|authorization: bearer wrong|Invalid authentication token",
                "/|X-Forwarded-For: 1.2.3.4|Authentication required",
                "/|CF-Connecting-IP: 1.2.3.4|Authentication required",
                "/|Via: 1.1 tunnel|Authentication required"
            })
    void whoIsNotKnownIsRefusedBeforeTheUpgrade(String path, String header, String detail) {
        try (RawClient client = edge.connect().get(path, handshake(header))) {
            RawClient.Response response = client.response();
            assertThat(response.status()).isEqualTo(401);
            assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(response.body()).contains("\"code\":\"unauthenticated\"", detail);
            assertThat(client.get("/", handshake("X-A: b")).response().status()).isEqualTo(101);
        }
    }

    @Test
    void reboundHostNameIsRefused() {
        try (RawClient client = edge.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: evil.example:3000\r\n" + String.join("\r\n", handshake("X-A: b"))
                    + "\r\n\r\n");
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

    private Listener listener(String path) throws Exception {
        int before = edge.rawSockets().count();
        Listener listener = Listener.at(edge.port(), path);
        // One round trip, so that the hub has it in its list.
        listener.say("{\"type\":\"ping\"}").text();
        assertThat(edge.rawSockets().count()).isEqualTo(before + 1);
        return listener;
    }

    private void publish(RawMessage... messages) {
        edge.rawSockets().publish(List.of(messages));
    }

    private static RawMessage message(String project, boolean projectLevel, Set<String> sessions, int n) {
        return new RawMessage(project, projectLevel, sessions, JsonBytes.ofUtf8(("{\"n\":" + n + "}").getBytes()));
    }
}
