package dev.maestro.server.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Socket.IO packets that broke other servers: each closes the connection, on WebSocket and on polling. */
class HostilePacketTest {
    private static final String PLACEHOLDER = "{\"_placeholder\":true,\"num\":";

    private static EngineBehindEdge server;

    @BeforeAll
    static void start() {
        server = EngineBehindEdge.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void nobodyIsLeft() {
        server.awaitNobody();
    }

    static Stream<Arguments> malformedPackets() {
        return Stream.of(
                arguments("no packet", "4"),
                arguments("unknown type", "49"),
                arguments("an array for CONNECT", "40/custom,[]"),
                arguments("a text for CONNECT", "40/custom,\"a\""),
                arguments("CONNECT to a joined namespace", "40"),
                arguments("DISCONNECT with data", "41{}"),
                arguments("event without data", "42"),
                arguments("event without data or comma", "42/custom"),
                arguments("event that is an object", "42{}"),
                arguments("event without a name", "42[]"),
                arguments("name that is an object", "42[{\"toString\":1}]"),
                arguments("name that is an array", "42[[]]"),
                arguments("name that is null", "42[null]"),
                arguments("name that is a number", "42[1]"),
                arguments("reserved: connect", "42[\"connect\"]"),
                arguments("reserved: connect_error", "42[\"connect_error\"]"),
                arguments("reserved: disconnect", "42[\"disconnect\"]"),
                arguments("reserved: disconnecting", "42[\"disconnecting\"]"),
                arguments("reserved: newListener", "42[\"newListener\"]"),
                arguments("reserved: removeListener", "42[\"removeListener\"]"),
                arguments("dash for an ack id", "42-1"),
                arguments("word for an ack id", "42abc[\"message-with-ack\"]"),
                arguments("ack id of 2^53", "429007199254740992[\"message-with-ack\"]"),
                arguments("ack id of a thousand digits", "42" + "9".repeat(1_000) + "[\"message-with-ack\"]"),
                arguments("ack without an id", "43[]"),
                arguments("ack of a text", "43\"a\""),
                arguments("ack of an object", "431{}"),
                arguments("CONNECT_ERROR from a client", "44{\"message\":\"x\"}"),
                arguments("no attachment count", "45-[\"x\"]"),
                arguments("0 attachments", "450-[\"x\"]"),
                arguments("0 attachments of an ack", "460-1[]"),
                arguments("999 999 attachments", "45999999-[\"x\"]"),
                arguments("11 attachments", "4511-[\"x\"]"),
                arguments("1.5 attachments", "451.5-[\"x\"]"),
                arguments("attachments and a second dash", "45-1-[\"x\"]"),
                arguments("attachments without data", "451-"),
                arguments("a million digits of attachments", "45" + "1".repeat(900_000)),
                arguments("placeholder splice", attached("\"splice\"")),
                arguments("placeholder below zero", attached("-1")),
                arguments("placeholder out of range", attached("1")),
                arguments("placeholder with a fraction", attached("0.5")),
                arguments("placeholder past 64 bits", attached("99999999999999999999")),
                arguments("namespace not joined", "42/custom,[\"message\"]"),
                arguments("namespace of no one", "42/none,[\"message\"]"),
                arguments("namespace of a thousand characters", "40/" + "n".repeat(1_000)),
                arguments("nested a hundred deep", "42[\"message\"," + "[".repeat(100) + "]".repeat(100) + "]"),
                arguments("nested and never closed", "42" + "[".repeat(900_000)),
                arguments("a doubled key", "42[\"message\",{\"a\":1,\"a\":2}]"),
                arguments("text after the data", "42[\"message\"] x"),
                arguments("not JSON", "42[\"message\",undefined]"),
                arguments("a number of a thousand digits", "42[\"message\"," + "9".repeat(1_000) + "]"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformedPackets")
    void closesAWebSocket(String name, String packet) throws IOException {
        try (FrameClient client = FrameClient.joined(server).text(packet)) {
            assertThat(client.closeCode()).isEqualTo(1002);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformedPackets")
    void closesAPollingSession(String name, String packet) throws Exception {
        PollingRequests client = PollingRequests.joined(server.port());
        assertThat(client.post(packet).statusCode()).isEqualTo(400);
        assertThat(client.get().body()).isEqualTo("{\"code\":1,\"message\":\"Session ID unknown\"}");
    }

    @Test
    void binaryThatNobodyAnnouncedCloses() throws Exception {
        try (FrameClient client = FrameClient.joined(server).binary((byte) 1)) {
            assertThat(client.closeCode()).isEqualTo(1002);
        }
        assertThat(PollingRequests.joined(server.port()).post("bAQ==").statusCode())
                .isEqualTo(400);
    }

    @Test
    void textWhereAnAttachmentIsDueCloses() throws IOException {
        try (FrameClient client = FrameClient.joined(server).text(attached("0")).text("42[\"message\"]")) {
            assertThat(client.closeCode()).isEqualTo(1002);
        }
    }

    @Test
    void oneAttachmentTooManyCloses() throws IOException {
        try (FrameClient client =
                FrameClient.joined(server).text(attached("0")).binary((byte) 1).binary((byte) 2)) {
            assertThat(client.closeCode()).isEqualTo(1002);
        }
    }

    @Test
    void attachmentsThatNeverComeClose() throws Exception {
        EngineConfig config = soonMissed(EngineFixture.PATIENT.pingInterval()).closingWithin(Duration.ofMinutes(1));
        try (EngineBehindEdge hasty = EngineBehindEdge.start(config)) {
            try (FrameClient client = FrameClient.joined(hasty).text(attached("0"))) {
                assertThat(client.closeCode()).isEqualTo(1002);
            }
            PollingRequests polling = PollingRequests.joined(hasty.port());
            assertThat(polling.post(attached("0")).statusCode()).isEqualTo(200);
            assertThat(polling.get().body()).startsWith("42[\"server:goodbye\",{\"code\":\"protocol_error\",");
            assertThat(polling.get().body()).isEqualTo("1");
            hasty.awaitNobody();
        }
    }

    @Test
    void attachmentsThatComeInTimeAreWaitedForNoLonger() throws IOException {
        try (EngineBehindEdge hasty = EngineBehindEdge.start(soonMissed(Duration.ofSeconds(1)));
                FrameClient client = FrameClient.joined(hasty)) {
            client.whole(attached("0"), (byte) 7);
            client.skipTo("451-[\"message-back\"");
            // Past the first packet's deadline; the second has one of its own.
            client.skipTo("2");
            client.text("3").skipTo("2");
            client.whole(attached("0"), (byte) 8);
            client.skipTo("451-[\"message-back\"");
        }
    }

    @Test
    void twoConnectsInARowClose() throws IOException {
        try (FrameClient client = FrameClient.open(server).text("40/custom,").text("40/custom,")) {
            assertThat(client.closeCode()).isEqualTo(1002);
        }
    }

    @Test
    void anEventCalledErrorIsOneLikeAnyOther() throws IOException {
        try (FrameClient client = FrameClient.joined(server).text("42[\"error\",1]")) {
            client.skipTo("42[\"validation_error\"");
            client.text("425[\"message-with-ack\",2]").skipTo("435[2]");
        }
    }

    @Test
    void eventsCalledLikeObjectPropertiesAreLikeAnyOther() throws IOException {
        try (FrameClient client = FrameClient.joined(server)) {
            for (String name : new String[] {"__proto__", "constructor", "toString", "hasOwnProperty", ""}) {
                client.text("42[\"" + name + "\"]").skipTo("42[\"validation_error\"");
            }
        }
    }

    /** Returns numbers by which attachments that do not come at once are not waited for. */
    private static EngineConfig soonMissed(Duration pingInterval) {
        EngineConfig patient = EngineFixture.PATIENT;
        return EngineFixture.waiting(
                pingInterval, patient.pingTimeout(), patient.connectTimeout(), Duration.ofMillis(500));
    }

    private static String attached(String num) {
        return "451-[\"message\"," + PLACEHOLDER + num + "}]";
    }
}
