package dev.maestro.server.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.maestro.protocol.error.DisconnectReason;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What travels between the engine and the official JavaScript client: arguments, acks, size, order, and the end. */
class JavaScriptTrafficTest {
    static Stream<Arguments> everyWay() {
        return JavaScriptClientTest.everyWay();
    }

    @ParameterizedTest(name = "{1} {0}")
    @MethodSource("everyWay")
    void attachmentsAndSeveralArgumentsGoBothWays(String mode, String client) throws Exception {
        try (EngineFixture fixture = EngineFixture.sockets(EngineFixture.PATIENT)) {
            assertThat(NodeClient.play("arguments", fixture.port(), mode, client))
                    .isEqualTo(json("""
                            {"none":[],
                             "several":[1,[2,{"deep":[null,"drei"]}],false,""],
                             "mixed":[{"bytes":[1]},{"a":{"bytes":[2,3]},"b":[{"bytes":[]}]},"end"],
                             "ten":[0,1,2,3,4,5,6,7,8,9],
                             "asked":["several",{"bytes":[5]},"why",{"bytes":[6]}]}
                            """));
        }
    }

    @ParameterizedTest(name = "{1} {0}")
    @MethodSource("everyWay")
    void anAckThatNeverComesTimesOutAtTheClient(String mode, String client) throws Exception {
        try (EngineFixture fixture = EngineFixture.sockets(EngineFixture.PATIENT)) {
            assertThat(NodeClient.play("clientTimeout", fixture.port(), mode, client))
                    .isEqualTo(json("{\"error\":\"operation has timed out\",\"after\":\"after\"}"));
        }
    }

    @ParameterizedTest(name = "{1} {0}")
    @MethodSource("everyWay")
    void anAckThatComesLateIsIgnored(String mode, String client) throws Exception {
        try (EngineFixture fixture = EngineFixture.sockets(EngineFixture.PATIENT);
                NodeClient running = NodeClient.start("lateAck", fixture.port(), mode, client)) {
            running.awaitReady();
            Socket socket = fixture.onlySocket();
            assertThat(socket.emitWithAck("question", List.of(TextNode.valueOf("what")), Duration.ofMillis(100)))
                    .failsWithin(Duration.ofMinutes(1))
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(NoAckException.class);
            socket.emit("given-up", List.of());
            assertThat(running.result()).isEqualTo(json("{\"what\":\"what\",\"after\":\"after\"}"));
        }
    }

    @ParameterizedTest(name = "{1} {0}")
    @MethodSource("everyWay")
    void largeMessagesArriveWhole(String mode, String client) throws Exception {
        try (EngineFixture fixture = EngineFixture.sockets(EngineFixture.PATIENT)) {
            assertThat(NodeClient.play("large", fixture.port(), mode, client))
                    .isEqualTo(json("{\"sameText\":true,\"sameBytes\":true}"));
        }
    }

    @ParameterizedTest(name = "{1} {0}")
    @MethodSource("everyWay")
    void manyMessagesKeepTheirOrderBothWays(String mode, String client) throws Exception {
        try (EngineFixture fixture = EngineFixture.sockets(EngineFixture.PATIENT)) {
            String ends = mode.equals("polling") ? "polling" : "websocket";
            assertThat(NodeClient.play("both", fixture.port(), mode, client))
                    .isEqualTo(json("{\"inOrder\":true,\"transport\":\"" + ends + "\"}"));
        }
    }

    @ParameterizedTest(name = "{1} {0}")
    @MethodSource("everyWay")
    void whoSaysTooMuchIsCutOff(String mode, String client) throws Exception {
        try (EngineFixture fixture = EngineFixture.sockets(EngineFixture.PATIENT)) {
            // Over polling the poll and the refused post are answered on two connections: the client takes what comes
            // first.
            assertThat(NodeClient.play("tooLarge", fixture.port(), mode, client)
                            .path("reason")
                            .textValue())
                    .isIn(
                            mode.equals("polling")
                                    ? List.of("transport error", "transport close")
                                    : List.of("transport close"));
            fixture.await(() -> fixture.engine().status().engineSessions() == 0);
        }
    }

    @ParameterizedTest(name = "{1} {0}")
    @MethodSource("everyWay")
    void aClientThatLeavesIsKnownToHaveLeft(String mode, String client) throws Exception {
        try (EngineFixture fixture = EngineFixture.sockets(EngineFixture.PATIENT)) {
            assertThat(NodeClient.play("clientLeaves", fixture.port(), mode, client))
                    .isEqualTo(json("{\"reason\":\"io client disconnect\"}"));
            assertThat(fixture.nextDisconnect()).isEqualTo(DisconnectReason.CLIENT_LEFT);
        }
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }
}
