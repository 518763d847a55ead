package dev.maestro.server.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.protocol.json.JsonBytes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Socket.IO v5 on a bare WebSocket, and what the hub does with sockets. */
@ParameterizedClass
@EnumSource(NetworkLoops.class)
class SocketIoTest {
    private final NetworkLoops network;
    private EngineFixture fixture;

    SocketIoTest(NetworkLoops network) {
        this.network = network;
        this.fixture = EngineFixture.sockets(EngineFixture.PATIENT, network);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void connectIsAnsweredWithAnIdOfItsOwn() throws Exception {
        try (RawClient client = RawClient.session(fixture.port())) {
            client.say("40{\"token\":\"123\"}");
            assertThat(client.next()).matches("40\\{\"sid\":\"[0-9a-f-]{36}\"}");
            assertThat(client.next()).isEqualTo("42[\"auth\",{\"token\":\"123\"}]");
            client.say("40/custom,");
            assertThat(client.next()).matches("40/custom,\\{\"sid\":\"[0-9a-f-]{36}\"}");
            assertThat(client.next()).isEqualTo("42/custom,[\"auth\",{}]");
        }
    }

    @Test
    void anUnknownNamespaceIsRefused() throws Exception {
        try (RawClient client = RawClient.session(fixture.port())) {
            client.say("40/random,");
            assertThat(client.next()).isEqualTo("44/random,{\"message\":\"Invalid namespace\"}");
        }
    }

    @Test
    void whoJoinsNothingIsClosed() throws Exception {
        fixture.close();
        fixture = EngineFixture.sockets(
                new EngineConfig(
                        EngineConfig.STANDARD.pingInterval(),
                        EngineConfig.STANDARD.pingTimeout(),
                        1_000_000,
                        Duration.ofMillis(50),
                        EngineConfig.STANDARD.upgradeTimeout(),
                        EngineConfig.STANDARD.attachmentTimeout(),
                        1 << 20,
                        4_096,
                        EngineConfig.Compression.OFF,
                        1),
                network);
        try (RawClient client = RawClient.session(fixture.port())) {
            assertThat(client.closing()).isEqualTo("closed 4002");
        }
    }

    @Test
    void leavingOneNamespaceKeepsTheOther() throws Exception {
        try (RawClient client = joined()) {
            client.say("40/custom,");
            assertThat(client.next()).startsWith("40/custom,");
            assertThat(client.next()).startsWith("42/custom,");
            client.say("41/custom,");
            assertThat(fixture.nextDisconnect()).isEqualTo(DisconnectReason.CLIENT_LEFT);
            client.say("42[\"message\",1,\"2\",{\"3\":[true]}]");
            assertThat(client.next()).isEqualTo("42[\"message-back\",1,\"2\",{\"3\":[true]}]");
        }
        assertThat(fixture.nextDisconnect()).isEqualTo(DisconnectReason.TRANSPORT_CLOSE);
    }

    @Test
    void binaryAndAcksGoBothWays() throws Exception {
        try (RawClient client = joined()) {
            client.say("452-[\"message\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
            client.say(new byte[] {1, 2, 3});
            client.say(new byte[] {4, 5, 6});
            assertThat(client.next())
                    .isEqualTo(
                            "452-[\"message-back\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
            assertThat(client.next()).isEqualTo("[1, 2, 3]");
            assertThat(client.next()).isEqualTo("[4, 5, 6]");
            client.say("42456[\"message-with-ack\",1,\"2\",{\"3\":[false]}]");
            assertThat(client.next()).isEqualTo("43456[1,\"2\",{\"3\":[false]}]");
            client.say("451-789[\"message-with-ack\",{\"_placeholder\":true,\"num\":0}]");
            client.say(new byte[] {7});
            assertThat(client.next()).isEqualTo("461-789[{\"_placeholder\":true,\"num\":0}]");
            assertThat(client.next()).isEqualTo("[7]");
            client.say("421[\"ask\",\"what\"]");
            assertThat(client.next()).isEqualTo("420[\"question\",\"what\"]");
            client.say("4377[\"nobody asked\"]");
            client.say("430[\"that\",2]");
            assertThat(client.next()).isEqualTo("431[\"that\",2]");
            client.say("430[\"late\"]");
            client.say("422[\"message-with-ack\",\"still here\"]");
            assertThat(client.next()).isEqualTo("432[\"still here\"]");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4abc",
                "42{}",
                "42abc[\"message-with-ack\",1]",
                "40",
                "40/custom,[]",
                "42/custom,[\"e\"]",
                "42/none,[\"e\"]",
                "44{\"message\":\"x\"}",
                "450-[\"x\"]",
                "42",
                "42[null]",
                "41/custom,"
            })
    void whatIsMalformedOrOutOfTurnClosesTheConnection(String text) throws Exception {
        try (RawClient client = joined()) {
            client.say(text);
            assertThat(client.closing()).isEqualTo("closed 1002");
        }
        assertThat(fixture.nextDisconnect()).isEqualTo(DisconnectReason.PARSE_ERROR);
    }

    @Test
    void whatWasAnsweredBeforeAFaultIsHeardBeforeTheClose() throws Exception {
        try (WireClient client = WireClient.to(fixture.port())) {
            client.openWebSocket("");
            client.say("40");
            assertThat(client.next()).startsWith("40{");
            assertThat(client.next()).isEqualTo("42[\"auth\",{}]");
            client.sayAtOnce("421[\"message-with-ack\",1]", "4abc", "422[\"message-with-ack\",2]");
            assertThat(client.next()).isEqualTo("431[1]");
            assertThat(client.closing()).isEqualTo("closed 1002");
        }
        assertThat(fixture.nextDisconnect()).isEqualTo(DisconnectReason.PARSE_ERROR);
    }

    @ParameterizedTest
    @ValueSource(strings = {"42[\"message\",1]", "41", "430[]", "42/custom,[\"message\"]"})
    void nothingIsHeardFromWhoHasNotJoined(String text) throws Exception {
        try (RawClient client = RawClient.session(fixture.port())) {
            client.say(text);
            assertThat(client.closing()).isEqualTo("closed 1002");
        }
    }

    @Test
    void whoWasRefusedHearsAndSaysNothing() throws Exception {
        try (RawClient client = RawClient.session(fixture.port())) {
            client.say("40{\"refuse\":true}");
            assertThat(client.next()).isEqualTo("44{\"message\":\"refused\",\"data\":{\"why\":\"asked to\"}}");
            fixture.engine().broadcast(List.of(broadcast(Set.of(), 1)));
            client.say("42[\"message\",1]");
            assertThat(client.closing()).isEqualTo("closed 1002");
        }
    }

    @Test
    void aMiddlewareMayDecideAtOnce() throws Exception {
        try (RawClient client = RawClient.session(fixture.port())) {
            client.say("40{\"at-once\":true}");
            assertThat(client.next()).startsWith("40{\"sid\"");
        }
    }

    @Test
    void statusCountsSocketsAndRooms() throws Exception {
        try (RawClient one = joined();
                RawClient two = joined()) {
            join(one, "a", "b");
            join(two, "b");
            assertThat(fixture.engine().status())
                    .isEqualTo(new EngineStatus(
                            2,
                            Map.of(
                                    "/", new EngineStatus.NamespaceStatus(2, Map.of("a", 1, "b", 2)),
                                    "/custom", new EngineStatus.NamespaceStatus(0, Map.of())),
                            Map.of(),
                            Map.of(),
                            Map.of()));
            two.close();
            fixture.nextDisconnect();
            assertThat(fixture.engine().status().namespaces().get("/"))
                    .isEqualTo(new EngineStatus.NamespaceStatus(1, Map.of("a", 1, "b", 1)));
        }
    }

    @Test
    void aHoldIsInEffectWhenItSaysSo() throws Exception {
        try (RawClient client = joined()) {
            Socket socket = fixture.onlySocket();
            CountDownLatch busy = new CountDownLatch(1);
            socket.execute(() -> {
                try {
                    busy.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            fixture.engine().broadcast(List.of(broadcast(Set.of(), 1)));
            CompletableFuture<Void> inEffect = socket.holdBroadcasts().toCompletableFuture();
            // Its loop carries this out in the turn of the one before, and so before the hold.
            fixture.engine().broadcast(List.of(broadcast(Set.of(), 2)));
            assertThat(inEffect).isNotDone();
            busy.countDown();
            inEffect.get(60, TimeUnit.SECONDS);
            fixture.engine().broadcast(List.of(broadcast(Set.of(), 3)));
            socket.releaseBroadcasts(2, () -> socket.emit("snapshot", List.of()));
            for (String expected : List.of("\"n\",1", "\"n\",2", "\"snapshot\"", "\"n\",3")) {
                assertThat(client.next()).isEqualTo("42[" + expected + "]");
            }
        }
    }

    @Test
    void heldBroadcastsGoAroundTheSnapshot() throws Exception {
        try (RawClient client = joined()) {
            Socket socket = fixture.onlySocket();
            socket.holdBroadcasts();
            fixture.engine().broadcast(List.of(broadcast(Set.of(), 1), broadcast(Set.of(), Broadcast.NOT_OF_THE_FEED)));
            fixture.engine().broadcast(List.of(broadcast(Set.of(), 2), broadcast(Set.of(), 3)));
            socket.emit("direct", List.of());
            socket.releaseBroadcasts(2, () -> socket.emit("snapshot", List.of()));
            fixture.engine().broadcast(List.of(broadcast(Set.of(), 4)));
            assertThat(client.next()).isEqualTo("42[\"direct\"]");
            assertThat(client.next()).isEqualTo("42[\"n\",1]");
            assertThat(client.next()).isEqualTo("42[\"n\",2]");
            assertThat(client.next()).isEqualTo("42[\"snapshot\"]");
            assertThat(client.next()).isEqualTo("42[\"n\"," + Broadcast.NOT_OF_THE_FEED + "]");
            assertThat(client.next()).isEqualTo("42[\"n\",3]");
            assertThat(client.next()).isEqualTo("42[\"n\",4]");
        }
    }

    @Test
    void overlappingHoldsReleaseInTheOrderOfTheirSnapshots() throws Exception {
        try (RawClient client = joined()) {
            Socket socket = fixture.onlySocket();
            socket.holdBroadcasts();
            socket.holdBroadcasts();
            fixture.engine().broadcast(List.of(broadcast(Set.of(), 1), broadcast(Set.of(), 2), broadcast(Set.of(), 3)));
            socket.releaseBroadcasts(2, () -> socket.emit("second", List.of()));
            socket.releaseBroadcasts(1, () -> socket.emit("first", List.of()));
            for (String expected : List.of("\"n\",1", "\"first\"", "\"n\",2", "\"second\"", "\"n\",3")) {
                assertThat(client.next()).isEqualTo("42[" + expected + "]");
            }
        }
    }

    @Test
    void holdingTooMuchCutsTheClientOff() throws Exception {
        try (RawClient client = joined()) {
            fixture.onlySocket().holdBroadcasts();
            JsonBytes big = JsonBytes.of("x".repeat(100_000));
            for (int i = 0; i < 12; i++) {
                fixture.engine().broadcast(List.of(new Broadcast("/", Set.of(), "n", List.of(big), i)));
            }
            assertThat(client.closing()).isEqualTo("closed 4003");
        }
        assertThat(fixture.nextDisconnect()).isEqualTo(DisconnectReason.SLOW_CONSUMER);
    }

    @Test
    void aClientThatDoesNotPollIsCutOffAndTheOthersHearAll() throws Exception {
        try (RawClient client = joined()) {
            fixture.joinedPolling();
            JsonBytes big = JsonBytes.of("x".repeat(100_000));
            for (int i = 0; i < 30; i++) {
                fixture.engine().broadcast(List.of(new Broadcast("/", Set.of(), "n", List.of(big), i)));
                assertThat(client.next()).startsWith("42[\"n\",\"xxx");
            }
            assertThat(fixture.nextDisconnect()).isEqualTo(DisconnectReason.SLOW_CONSUMER);
        }
        assertThat(fixture.nextDisconnect()).isEqualTo(DisconnectReason.TRANSPORT_CLOSE);
    }

    @Test
    void aClientThatDoesNotReadIsCutOff() throws Exception {
        try (java.net.Socket deaf = fixture.joinedWithoutReading()) {
            JsonBytes big = JsonBytes.of("x".repeat(100_000));
            fixture.broadcastUntilDisconnect(new Broadcast("/", Set.of(), "n", List.of(big), 0));
            assertThat(deaf.isConnected()).isTrue();
        }
    }

    @Test
    void aClientThatDoesNotReadMissesWhatMayBeDroppedAndStays() throws Exception {
        JsonBytes big = JsonBytes.of("x".repeat(100_000));
        try (java.net.Socket deaf = fixture.joinedWithoutReading();
                RawClient reader = joined()) {
            int sent = 0;
            while (fixture.engine().status().drops().isEmpty() && sent < 2_000) {
                fixture.engine().broadcast(List.of(Broadcast.droppable("/", Set.of(), "n", List.of(big))));
                fixture.settle();
                sent++;
                assertThat(reader.next()).startsWith("42[\"n\",\"xxx");
            }
            assertThat(fixture.engine().status().drops()).containsOnlyKeys(MessageClass.VOLATILE);
            assertThat(fixture.engine().status().engineSessions()).isEqualTo(2);
            assertThat(deaf.isConnected()).isTrue();
        }
    }

    @Test
    void sendingToWhoIsGoneSaysSo() throws Exception {
        Socket socket;
        try (RawClient client = joined()) {
            socket = fixture.onlySocket();
            assertThat(socket.emit("x", List.of())).isEqualTo(SendResult.SENT);
            assertThat(client.next()).isEqualTo("42[\"x\"]");
        }
        fixture.nextDisconnect();
        assertThat(socket.emit("x", List.of())).isEqualTo(SendResult.CLOSED);
        assertThat(socket.rooms()).isEmpty();
        assertThat(socket.emitWithAck("x", List.of(), Duration.ofMinutes(5)))
                .failsWithin(Duration.ofMinutes(1))
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(NoAckException.class);
    }

    @Test
    void closingIsIdempotentAndRefusesWhoComesLater() throws Exception {
        try (RawClient client = joined()) {
            fixture.engine().close();
            fixture.engine().close();
            assertThat(client.closing()).isEqualTo("closed 1001");
        }
        assertThat(fixture.statusOf("EIO=4&transport=polling")).isEqualTo(503);
    }

    private RawClient joined() throws Exception {
        RawClient client = RawClient.session(fixture.port());
        client.join();
        assertThat(client.next()).startsWith("42[\"auth\"");
        return client;
    }

    private static void join(RawClient client, String... rooms) throws Exception {
        client.say("429[\"join\",\"" + String.join("\",\"", rooms) + "\"]");
        assertThat(client.next()).isEqualTo("439[" + rooms.length + "]");
    }

    private static Broadcast broadcast(Set<String> rooms, long sequence) {
        return new Broadcast("/", rooms, "n", List.of(JsonBytes.of(sequence)), sequence);
    }
}
