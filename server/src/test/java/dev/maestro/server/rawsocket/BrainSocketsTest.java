package dev.maestro.server.rawsocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.broadcast.BrainExamples;
import dev.maestro.server.edge.RunningEdge;
import dev.maestro.server.limit.Bans;
import dev.maestro.server.limit.GateRules;
import dev.maestro.server.limit.Gates;
import dev.maestro.server.limit.MovableNanos;
import dev.maestro.server.limit.Rate;
import dev.maestro.server.limit.SocketLimits;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Brain's plain WebSocket as its clients see it; what is so for all families is in {@link RawFamiliesTest}. */
class BrainSocketsTest {
    private static final String STAMP = ",\"timestamp\":\"2023-11-14T22:13:20.000Z\"}";

    private final MovableNanos time = new MovableNanos();
    private final Bans bans = new Bans(Duration.ofMinutes(5), time);
    private final RunningEdge edge = RunningEdge.withSocketLimits(
            new SocketLimits(new Gates(new GateRules(Rate.perSecond(10, 20), Duration.ofSeconds(10), bans), time), 2));

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void messagesAreThoseOfTheDocument() {
        Clock clock = Clock.fixed(Instant.parse("2026-02-06T01:30:00.000Z"), ZoneOffset.UTC);
        Conversation conversation = new BrainConversation(clock);
        assertThat(conversation.greeting().orElseThrow()).hasToString(BrainExamples.of("connected"));
        byte[] said = "{\"test\":\"Hello Brain\"}".getBytes(StandardCharsets.UTF_8);
        assertThat(conversation.answer(said, token -> {}).orElseThrow()).hasToString(BrainExamples.of("echo"));
    }

    @Test
    void goodbyeIsOfTheSameShape() throws Exception {
        Listener client = greeted();
        client.say("1").text();
        edge.rawSockets().tellEverybody("server:shutdown", () -> JsonBytes.of(Map.of("timestamp", 7)), 0);
        edge.rawSockets().close();
        assertThat(client.text())
                .isEqualTo("{\"type\":\"server:shutdown\",\"data\":{\"timestamp\":7},"
                        + "\"timestamp\":\"1970-01-01T00:00:00.000Z\"}");
        assertThat(client.closeReason()).isEqualTo("1001 server_shutdown");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ws", "/ws?x=1"})
    void firstFrameSaysThatItIsConnected(String path) throws Exception {
        assertThat(Listener.at(edge.port(), path).text())
                .isEqualTo("{\"type\":\"connected\",\"data\":{\"message\":\"Connected to Maestro Hub\"}" + STAMP);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"test\":\"Hello Brain\"}",
                "[]",
                "null",
                "true",
                "\"text\"",
                "\"half \\ud800 of a character\"",
                "1.00",
                "12345678901234567890.12345678901234567890",
                "1e400",
                " { \"a\" : [ 1 ] }\n",
                "{\"type\":\"subscribe\",\"sessionIds\":[\"s1\"]}",
                "{\"type\":\"run_update\",\"data\":{}}",
                "{\"type\":7,\"token\":\"t\"}",
                "{\"in\":{\"type\":\"auth:refresh\",\"token\":\"t\"}}",
                "[{\"type\":\"auth:refresh\",\"token\":\"t\"}]"
            })
    void anyJsonIsSaidBackAsItWasWritten(String json) throws Exception {
        assertThat(greeted().say(json).text()).isEqualTo("{\"type\":\"echo\",\"data\":" + json + STAMP);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "Hello Brain",
                "{",
                "{}x",
                "1 2",
                "tru",
                "[1",
                "{\"a\"",
                "[{\"b\":{\"a\":1,\"a\":2}}]",
                "\"\\x\"",
                "{\"a\":1,\"a\":2}",
                "NaN",
                "'a'",
                "\uFEFF{}",
                "\u00001",
                "1\u0000"
            })
    void whatIsNoJsonIsToldAndTheConnectionStays(String text) throws Exception {
        Listener client = greeted().say(text);
        assertThat(client.text())
                .isEqualTo("{\"type\":\"validation_error\",\"data\":{\"message\":\"message is not valid JSON\","
                        + "\"code\":\"invalid\",\"details\":[{\"path\":\"\",\"message\":\"message is not valid JSON\"}]}"
                        + STAMP);
        assertThat(client.say("1").json().path("type").textValue()).isEqualTo("echo");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"auth:refresh\",\"token\":\"wrong\"}|unauthenticated",
                "{\"type\":\"auth:refresh\",\"token\":\"\"}|invalid",
                "{\"type\":\"auth:refresh\"}|invalid"
            })
    void aTokenIsTakenForOneAndNeverSaidBack(String message, String code) throws Exception {
        JsonNode answer = greeted().say(message).json();
        assertThat(answer.path("type").textValue()).isEqualTo("validation_error");
        assertThat(answer.at("/data/code").textValue()).isEqualTo(code);
        assertThat(answer.toString()).doesNotContain("wrong");
    }

    @Test
    void whatIsDeeperOrOfMoreDigitsThanIsReadIsNoJson() throws Exception {
        for (String text : new String[] {"[".repeat(65) + "]".repeat(65), "[" + "1".repeat(65) + "]", "1".repeat(65)}) {
            assertThat(greeted().say(text).json().at("/data/code").textValue()).isEqualTo("invalid");
        }
        assertThat(greeted().say("[".repeat(64) + "]".repeat(64)).text()).startsWith("{\"type\":\"echo\",");
    }

    @Test
    void whatIsLongIsNotSaidBackAndTheConnectionStays() throws Exception {
        String most = "\"" + "x".repeat(64 * 1024 - 2) + "\"";
        Listener client = greeted().say(most);
        assertThat(client.json().path("data").textValue()).hasSize(64 * 1024 - 2);

        JsonNode refused = client.say(most + " ").json();
        assertThat(refused.path("type").textValue()).isEqualTo("validation_error");
        assertThat(refused.at("/data/code").textValue()).isEqualTo("too_large");
        assertThat(refused.at("/data/details/0/message").textValue()).isEqualTo("message is more than 65536 bytes");
        assertThat(client.say("1").json().path("type").textValue()).isEqualTo("echo");
    }

    @Test
    void whatIsTooMuchIsRefused() throws Exception {
        Listener client = greeted();
        for (int i = 0; i < 21; i++) {
            client.say("1");
        }
        for (int i = 0; i < 20; i++) {
            assertThat(client.json().path("type").textValue()).isEqualTo("echo");
        }
        assertThat(client.text())
                .isEqualTo("{\"type\":\"rate_limited\",\"data\":{\"message\":\"Rate limit exceeded\","
                        + "\"code\":\"rate_limited\",\"retry_after\":100}" + STAMP);
    }

    private Listener greeted() throws Exception {
        Listener client = Listener.at(edge.port(), "/ws");
        client.text();
        return client;
    }
}
