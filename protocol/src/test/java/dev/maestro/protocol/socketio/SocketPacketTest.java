package dev.maestro.protocol.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.maestro.protocol.engineio.PacketFormatException;
import dev.maestro.protocol.json.JsonBytes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SocketPacketTest {
    private static final JsonNode OBJECT = JsonNodeFactory.instance.objectNode().put("k", "ü");

    static Stream<SocketPacket> packets() {
        JsonNode deep = JsonNodeFactory.instance
                .objectNode()
                .set("in", JsonNodeFactory.instance.arrayNode().add(1).add(new byte[] {1, 2}));
        return Stream.of(
                new SocketPacket.Connect("/", null),
                new SocketPacket.Connect("/custom", OBJECT),
                new SocketPacket.ConnectError("/custom", OBJECT),
                new SocketPacket.Disconnect("/"),
                new SocketPacket.Disconnect("/custom"),
                new SocketPacket.Event("/", null, "e", List.of()),
                new SocketPacket.Event("/a/b", 0L, "e,[\"", List.of(IntNode.valueOf(1), OBJECT)),
                new SocketPacket.Event("/", (1L << 53) - 1, "error", List.of(TextNode.valueOf("/x,"))),
                new SocketPacket.Event("/n", 7L, "b", List.of(deep, BinaryNode.valueOf(new byte[0]))),
                new SocketPacket.Ack("/", 12, List.of()),
                new SocketPacket.Ack("/n", 0, List.of(BinaryNode.valueOf(new byte[] {9}), OBJECT)));
    }

    @ParameterizedTest
    @MethodSource("packets")
    void everyPacketReadsBackWhatItWrites(SocketPacket packet) {
        EncodedPacket encoded = SocketPacketEncoder.encode(packet);
        SocketPacketDecoder decoder = new SocketPacketDecoder();
        Optional<SocketPacket> read = decoder.text(text(encoded));
        for (byte[] attachment : encoded.attachments()) {
            assertThat(read).isEmpty();
            assertThat(decoder.awaitsAttachments()).isTrue();
            read = decoder.binary(attachment);
        }
        assertThat(read).contains(packet);
        assertThat(decoder.awaitsAttachments()).isFalse();
    }

    @Test
    void packetsAreWrittenAsSpecified() {
        assertThat(SocketPacketEncoder.encode(new SocketPacket.Event(
                        "/admin", 456L, "hello", List.of(BinaryNode.valueOf(new byte[] {1}), OBJECT))))
                .satisfies(packet -> assertThat(text(packet))
                        .isEqualTo("51-/admin,456[\"hello\",{\"_placeholder\":true,\"num\":0},{\"k\":\"ü\"}]"));
        assertThat(text(SocketPacketEncoder.event("/ui", null, "e", List.of(JsonBytes.of(OBJECT), JsonBytes.of(1)))))
                .isEqualTo("2/ui,[\"e\",{\"k\":\"ü\"},1]");
        assertThat(text(SocketPacketEncoder.ack("/", 3, List.of()))).isEqualTo("33[]");
        assertThat(text(SocketPacketEncoder.encode(new SocketPacket.Disconnect("/ui"))))
                .isEqualTo("1/ui,");
    }

    @Test
    void whatIsSentIsNotChangedByTakingItsBinaryOut() {
        JsonNode arg = JsonNodeFactory.instance.objectNode().put("b", new byte[] {1});
        SocketPacket packet = new SocketPacket.Event("/", null, "e", List.of(arg));
        assertThat(text(SocketPacketEncoder.encode(packet))).isEqualTo(text(SocketPacketEncoder.encode(packet)));
        assertThat(arg.path("b").isBinary()).isTrue();
    }

    @Test
    void moreBinaryThanAPacketMayCarryIsRefused() {
        List<JsonNode> args = Stream.generate(() -> (JsonNode) BinaryNode.valueOf(new byte[1]))
                .limit(11)
                .toList();
        assertThatThrownBy(() -> SocketPacketEncoder.encode(new SocketPacket.Event("/", null, "e", args)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("11");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "9",
                "abc",
                "0[]",
                "0\"a\"",
                "0null",
                "01{}",
                "0{}x",
                "0/ns,{} {}",
                "1{}",
                "1/ns,1",
                "2",
                "2/ns",
                "2/ns,",
                "2{}",
                "2[]",
                "2[1]",
                "2[null]",
                "2[[]]",
                "2[{\"toString\":1}]",
                "2[\"connect\"]",
                "2[\"connect_error\"]",
                "2[\"disconnect\"]",
                "2[\"disconnecting\"]",
                "2[\"newListener\"]",
                "2[\"removeListener\"]",
                "2-1",
                "2[\"e\"",
                "2[\"e\"]]",
                "2[\"e\"] trailing",
                "2abc[\"e\"]",
                "2 ",
                "29007199254740992[\"e\"]",
                "299999999999999999999[\"e\"]",
                "3[]",
                "3\"a\"",
                "31{}",
                "31",
                "4",
                "4\"a\"",
                "5",
                "5-[\"x\"]",
                "50-[\"x\"]",
                "5-1-",
                "5-1-[\"x\"]",
                "511-[\"x\"]",
                "5999999-[\"x\"]",
                "5+1-[\"x\"]",
                "51.5-[\"x\"]",
                "51[\"x\"]",
                "51-",
                "51-[\"e\",{\"_placeholder\":true,\"num\":\"splice\"}]",
                "51-[\"e\",{\"_placeholder\":true,\"num\":-1}]",
                "51-[\"e\",{\"_placeholder\":true,\"num\":1}]",
                "51-[\"e\",{\"_placeholder\":true,\"num\":0.0}]",
                "51-[\"e\",{\"_placeholder\":true}]",
                "6",
                "60-1[]",
                "61-[]"
            })
    void malformedTextIsOneException(String text) {
        SocketPacketDecoder decoder = new SocketPacketDecoder();
        assertThatThrownBy(() -> {
                    decoder.text(text);
                    // A packet whose attachments come is looked at as a whole only then.
                    decoder.binary(new byte[] {1});
                })
                .isInstanceOf(PacketFormatException.class);
    }

    @Test
    void bytesNobodyAnnouncedAreRefused() {
        assertThatThrownBy(() -> new SocketPacketDecoder().binary(new byte[1]))
                .isInstanceOf(PacketFormatException.class);
    }

    @Test
    void textInPlaceOfAnAttachmentIsRefused() {
        SocketPacketDecoder decoder = new SocketPacketDecoder();
        assertThat(decoder.text("52-[\"e\",{\"_placeholder\":true,\"num\":1}]")).isEmpty();
        assertThatThrownBy(() -> decoder.text("2[\"e\"]")).isInstanceOf(PacketFormatException.class);
    }

    @Test
    void aPlaceholderWithoutAttachmentsIsAnOrdinaryObject() {
        assertThat(new SocketPacketDecoder().text("2[\"e\",{\"_placeholder\":true,\"num\":\"splice\"}]"))
                .isPresent();
    }

    @Test
    void longInputTakesLinearTime() {
        String digits = "1".repeat(1_000_000);
        String nested = "[".repeat(1_000_000);
        String namespace = "2/" + "a".repeat(1_000_000);
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            for (String text : List.of("2" + digits, "5" + digits, "5" + digits + "-", "2" + nested, namespace)) {
                assertThatThrownBy(() -> new SocketPacketDecoder().text(text))
                        .isInstanceOf(PacketFormatException.class);
            }
        });
    }

    @Test
    void noInputCausesAnyOtherException() {
        Random random = new Random(20_260_102);
        String[] pieces = {
            "0",
            "1",
            "2",
            "3",
            "4",
            "5",
            "6",
            "51-",
            "/ns",
            ",",
            "[",
            "]",
            "{",
            "}",
            "\"e\"",
            "\"_placeholder\":true",
            "\"num\":0",
            "{\"_placeholder\":true,\"num\":0}",
            ":",
            "null",
            "-",
            "1e999",
            "\\",
            "\u0000",
            "€"
        };
        int read = 0;
        for (int round = 0; round < 50_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(9); i > 0; i--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            SocketPacketDecoder decoder = new SocketPacketDecoder();
            try {
                read += decoder.text(text.toString()).isPresent() ? 1 : 0;
                while (decoder.awaitsAttachments()) {
                    read += decoder.binary(new byte[1]).isPresent() ? 1 : 0;
                }
            } catch (PacketFormatException e) {
                assertThat(e.getStackTrace()).isEmpty();
            }
        }
        assertThat(read).isPositive();
    }

    private static String text(EncodedPacket packet) {
        return new String(packet.text(), StandardCharsets.UTF_8);
    }
}
