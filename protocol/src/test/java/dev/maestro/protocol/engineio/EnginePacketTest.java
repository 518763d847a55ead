package dev.maestro.protocol.engineio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnginePacketTest {
    @ParameterizedTest
    @EnumSource
    void everyTypeReadsBackWhatItWrites(EnginePacketType type) {
        EnginePacket.Text packet = new EnginePacket.Text(type, "ü data");
        assertThat(packet.encoded()).startsWith(Integer.toString(type.ordinal()));
        assertThat(EnginePacket.ofText(packet.encoded())).isEqualTo(packet);
    }

    @Test
    void payloadsMixTextAndBinaryInOrder() {
        assertThat(decode("4hello\u001e2\u001ebAQIDBA==\u001e4€"))
                .containsExactly(
                        new EnginePacket.Text(EnginePacketType.MESSAGE, "hello"),
                        new EnginePacket.Text(EnginePacketType.PING, ""),
                        new EnginePacket.Binary(new byte[] {1, 2, 3, 4}),
                        new EnginePacket.Text(EnginePacketType.MESSAGE, "€"));
    }

    @Test
    void binaryReadsBackWhatItWrites() {
        byte[] bytes = new byte[300];
        new Random(7).nextBytes(bytes);
        List<EnginePacket> packets = new ArrayList<>();
        PollingPayload.decode(PollingPayload.encodeBinary(bytes), packets::add);
        assertThat(packets).containsExactly(new EnginePacket.Binary(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "7", "4a\u001e", "\u001e4a", "4a\u001e\u001e4b", "b!", "bAQ=B", "-", "b\u001ex"})
    void aMalformedPayloadIsOneException(String body) {
        assertThatThrownBy(() -> decode(body)).isInstanceOf(PacketFormatException.class);
    }

    @Test
    void textThatIsNotUtf8IsOneException() {
        assertThatThrownBy(() -> PollingPayload.decode(new byte[] {'4', (byte) 0xC3, '('}, packet -> {}))
                .isInstanceOf(PacketFormatException.class);
    }

    @Test
    void noInputCausesAnyOtherException() {
        Random random = new Random(20_260_101);
        String alphabet = "0123456789b=/+\u001eA{}[]\"€";
        for (int round = 0; round < 20_000; round++) {
            StringBuilder body = new StringBuilder();
            for (int i = random.nextInt(12); i > 0; i--) {
                body.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                decode(body.toString());
            } catch (PacketFormatException e) {
                assertThat(e).hasMessageNotContaining("\n");
            }
        }
    }

    @Test
    void theOpenHandshakeIsAsSpecified() {
        OpenHandshake handshake = new OpenHandshake("secret", List.of("websocket"), 25_000, 20_000, 1_000_000);
        assertThat(handshake.packet().encoded())
                .isEqualTo("0{\"sid\":\"secret\",\"upgrades\":[\"websocket\"],\"pingInterval\":25000,"
                        + "\"pingTimeout\":20000,\"maxPayload\":1000000}");
        assertThat(handshake).asString().doesNotContain("secret");
    }

    @Test
    void errorsAreAsSpecified() {
        assertThat(EngineError.values())
                .extracting(error -> error.httpStatus() + " " + error.body())
                .containsExactly(
                        "400 {\"code\":0,\"message\":\"Transport unknown\"}",
                        "400 {\"code\":1,\"message\":\"Session ID unknown\"}",
                        "400 {\"code\":2,\"message\":\"Bad handshake method\"}",
                        "400 {\"code\":3,\"message\":\"Bad request\"}",
                        "403 {\"code\":4,\"message\":\"Forbidden\"}",
                        "400 {\"code\":5,\"message\":\"Unsupported protocol version\"}");
    }

    private static List<EnginePacket> decode(String body) {
        List<EnginePacket> packets = new ArrayList<>();
        PollingPayload.decode(body.getBytes(StandardCharsets.UTF_8), packets::add);
        return packets;
    }
}
