package dev.maestro.server.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.protocol.json.JsonBytes;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The engine as the official JavaScript client sees it, in two versions, over each way it connects. */
class JavaScriptClientTest {
    static Stream<Arguments> everyWay() {
        return Stream.of(NodeClient.NEWEST, NodeClient.OF_2022)
                .flatMap(
                        client -> Stream.of("websocket", "polling", "upgrade").map(mode -> Arguments.of(mode, client)));
    }

    static Stream<Arguments> settledWays() {
        return everyWay().filter(way -> !way.get()[0].equals("upgrade"));
    }

    @ParameterizedTest(name = "{1} {0}")
    @MethodSource("everyWay")
    void eventsAcksAndBinaryGoBothWays(String mode, String client) throws Exception {
        try (EngineFixture fixture = EngineFixture.sockets(EngineFixture.PATIENT)) {
            JsonNode result = NodeClient.play("events", fixture.port(), mode, client);
            assertThat(result).isEqualTo(json("""
                    {"auth":{"token":"abc"},
                     "early":[1,"zwei",{"three":[true,null,3.5]},"ü€😀"],
                     "transport":"%s",
                     "binary":[{"bytes":[1,2,3]},{"deep":[{"bytes":[255,0]}]}],
                     "acked":["a",{"bytes":[7]}],
                     "asked":[{"bytes":[9,8]},"left"],
                     "distinct":true}
                    """.formatted(mode.equals("polling") ? "polling" : "websocket")));
            assertThat(fixture.nextDisconnect()).isEqualTo(DisconnectReason.CLIENT_LEFT);
        }
    }

    @ParameterizedTest(name = "{1} {0}")
    @MethodSource("everyWay")
    void oneConnectionCarriesSeveralNamespaces(String mode, String client) throws Exception {
        try (EngineFixture fixture = EngineFixture.sockets(EngineFixture.PATIENT)) {
            assertThat(NodeClient.play("namespaces", fixture.port(), mode, client))
                    .isEqualTo(json("""
                    {"mainAuth":{},"customAuth":{"who":"me"},"unknown":"Invalid namespace","still":"still here",
                     "distinct":true}
                    """));
        }
    }

    @ParameterizedTest(name = "{1} {0}")
    @MethodSource("everyWay")
    void namespacesOfATemplateComeAndGoWithTheirClients(String mode, String client) throws Exception {
        try (EngineFixture fixture = EngineFixture.sockets(EngineFixture.PATIENT)) {
            fixture.serve("/project/{name}");
            try (NodeClient running = NodeClient.start("dynamic", fixture.port(), mode, client)) {
                running.awaitReady();
                fixture.engine()
                        .broadcast(List.of(
                                new Broadcast("/project/apollo", Set.of("a"), "news", List.of(JsonBytes.of(1)), 1),
                                new Broadcast(
                                        "/project/gemini%207", Set.of("a"), "news", List.of(JsonBytes.of(2)), 2)));
                assertThat(running.result())
                        .isEqualTo(json("""
                        {"rooms":[1,1],"invalid":"Invalid namespace","heard":2,"transport":"%s","distinct":true}
                        """.formatted(mode.equals("polling") ? "polling" : "websocket")));
                // Before the client is killed, which would keep its last words from the wire.
                fixture.await(() -> fixture.engine()
                        .status()
                        .templates()
                        .equals(Map.of("/project/{name}", new EngineStatus.TemplateStatus(0, 0))));
            }
        }
    }

    @ParameterizedTest(name = "{1} {0}")
    @MethodSource("everyWay")
    void whoIsRefusedIsToldWhyAndIsNotConnected(String mode, String client) throws Exception {
        try (EngineFixture fixture = EngineFixture.sockets(EngineFixture.PATIENT)) {
            assertThat(NodeClient.play("refused", fixture.port(), mode, client))
                    .isEqualTo(json("{\"message\":\"refused\",\"data\":{\"why\":\"asked to\"},\"connected\":false}"));
            assertThat(fixture.engine().status().namespaces().get("/"))
                    .isEqualTo(new EngineStatus.NamespaceStatus(0, Map.of()));
        }
    }

    @ParameterizedTest(name = "{1} {0}")
    @MethodSource("settledWays")
    void failuresAreAnsweredByTheirKind(String mode, String client) throws Exception {
        try (EngineFixture fixture = EngineFixture.sockets(EngineFixture.PATIENT)) {
            assertThat(NodeClient.play("faults", fixture.port(), mode, client)).isEqualTo(json("""
                    {"refused":{"success":false,"error":"no such thing","code":"not_found"},
                     "fault":{"success":false,"error":"internal error, reference REF","code":"internal"},
                     "unacked":{"message":"no such thing","code":"not_found","details":[]},
                     "barred":"internal error, reference REF"}
                    """));
        }
    }

    @ParameterizedTest(name = "{1} {0}")
    @MethodSource("everyWay")
    void theHubCanPutASocketOut(String mode, String client) throws Exception {
        try (EngineFixture fixture = EngineFixture.sockets(EngineFixture.PATIENT)) {
            assertThat(NodeClient.play("serverLeaves", fixture.port(), mode, client))
                    .isEqualTo(json("{\"reason\":\"io server disconnect\"}"));
            assertThat(fixture.nextDisconnect()).isEqualTo(DisconnectReason.SERVER_LEFT);
        }
    }

    @ParameterizedTest(name = "{1} {0}")
    @MethodSource("everyWay")
    void heartbeatsKeepAConnectionAlive(String mode, String client) throws Exception {
        try (EngineFixture fixture = EngineFixture.sockets(EngineFixture.pinging())) {
            assertThat(NodeClient.play("heartbeat", fixture.port(), mode, client))
                    .isEqualTo(json("{\"pings\":4,\"alive\":\"alive\"}"));
        }
    }

    @ParameterizedTest(name = "{1} {0}")
    @MethodSource("everyWay")
    void aBroadcastToAUnionOfRoomsComesOnceAndInOrder(String mode, String client) throws Exception {
        try (EngineFixture fixture = EngineFixture.sockets(EngineFixture.PATIENT);
                NodeClient running = NodeClient.start("rooms", fixture.port(), mode, client)) {
            running.awaitReady();
            List<Integer> expected = new ArrayList<>();
            // With "upgrade" the client changes its transport while these are on their way.
            for (int i = 0; i < 2_000; i++) {
                fixture.engine().broadcast(List.of(news(JsonBytes.of(i), i), elsewhere(i)));
                expected.add(i);
            }
            fixture.engine().broadcast(List.of(news(JsonBytes.of("end"), 2_000)));
            JsonNode result = running.result();
            List<JsonNode> heard = new ArrayList<>();
            result.path("heard").forEach(heard::add);
            assertThat(heard).hasSize(2_001);
            assertThat(heard.subList(0, 2_000)).extracting(JsonNode::intValue).isEqualTo(expected);
            assertThat(result.path("transport").textValue())
                    .isEqualTo(mode.equals("polling") ? "polling" : "websocket");
        }
    }

    @ParameterizedTest(name = "{1} {0}")
    @MethodSource("everyWay")
    void closingTheEngineSendsWhatIsQueuedFirst(String mode, String client) throws Exception {
        EngineConfig config = EngineFixture.PATIENT.closingWithin(Duration.ofMinutes(1));
        try (EngineFixture fixture = EngineFixture.sockets(config);
                NodeClient running = NodeClient.start("shutdown", fixture.port(), mode, client)) {
            running.awaitReady();
            fixture.engine()
                    .broadcast(List.of(
                            new Broadcast("/", Set.of(), "message-back", List.of(JsonBytes.of("last words")), 1)));
            fixture.engine().close().toCompletableFuture().get(60, TimeUnit.SECONDS);
            assertThat(running.result())
                    .isEqualTo(json("{\"reason\":\"transport close\",\"messages\":[\"last words\"]}"));
            assertThat(fixture.nextDisconnect()).isEqualTo(DisconnectReason.SERVER_SHUTDOWN);
        }
    }

    private static Broadcast news(JsonBytes what, long sequence) {
        return new Broadcast("/", Set.of("a", "b", "nobody"), "news", List.of(what), sequence);
    }

    private static Broadcast elsewhere(long sequence) {
        return new Broadcast("/", Set.of("c"), "news", List.of(JsonBytes.of("not for you")), sequence);
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }
}
