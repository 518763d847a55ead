package dev.maestro.server.rawsocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.edge.RawClient;
import dev.maestro.server.edge.RunningEdge;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The first clients' plain WebSocket as they see it; what is so for all families is in {@link RawFamiliesTest}. */
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

    /** Each time it is the only one, who is not on any list yet when it has its answer. */
    @Test
    void whoHasTheAnswerToItsHandshakeHearsWhatIsPublishedFromThenOn() throws Exception {
        for (int i = 100; i < 400; i++) {
            try (RawClient client = edge.connect()) {
                int status = client.send(
                                "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                        .headResponse()
                        .status();
                publish(message("p", true, Set.of(), i));
                assertThat(status).isEqualTo(101);
                assertThat(new String(client.exactly(2 + 9), StandardCharsets.UTF_8))
                        .endsWith("{\"n\":" + i + "}");
            }
        }
    }

    private static String subscribe(int from, int to) {
        List<String> ids =
                IntStream.range(from, to).mapToObj(i -> "\"s" + i + "\"").toList();
        return "{\"type\":\"subscribe\",\"sessionIds\":" + ids + "}";
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
        return new RawMessage(
                RawFamily.MAESTRO, project, projectLevel, sessions, JsonBytes.ofUtf8(("{\"n\":" + n + "}").getBytes()));
    }
}
