package dev.maestro.server.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.maestro.protocol.json.JsonBytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** permessage-deflate, over real sockets and with the real clients. */
class CompressionTest {
    private static final String OFFER = "Sec-WebSocket-Extensions: permessage-deflate\r\n";
    private static final int COMPRESSED_TEXT = 0xC1;

    private final EngineFixture fixture = EngineFixture.sockets(compressing());

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "permessage-deflate|''",
                "permessage-deflate; client_max_window_bits|''",
                "permessage-deflate; client_max_window_bits=10; server_no_context_takeover|''",
                "permessage-deflate; server_max_window_bits=15|; server_max_window_bits=15",
                "x-webkit-deflate-frame, permessage-deflate|''",
                "permessage-deflate; server_max_window_bits=10, permessage-deflate|''",
            })
    void anOfferThatCanBeHonouredIsAgreedTo(String offer, String more) {
        assertThat(DeflateOffer.answer(offer))
                .contains("permessage-deflate; server_no_context_takeover; client_no_context_takeover" + more);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "constructor",
                "permessage-deflate; server_max_window_bits=10",
                "permessage-deflate; server_max_window_bits",
                "permessage-deflate; client_max_window_bits=7",
                "permessage-deflate; client_no_context_takeover=1",
                "permessage-deflate; client_max_window_bits; client_max_window_bits",
                "permessage-deflate; unknown",
            })
    void anOfferThatCannotBeHonouredIsDeclined(String offer) {
        assertThat(DeflateOffer.answer(offer)).isEmpty();
    }

    @Test
    void aLongMessageIsCompressedForWhoAgreedAndNobodyElse() throws Exception {
        try (WireClient compressed = joined(OFFER);
                WireClient plain = joined("")) {
            String text = "x".repeat(5_000);
            broadcast(text);
            WireClient.Frame small = compressed.nextFrame();
            assertThat(small.compressed()).isTrue();
            assertThat(small.payload()).hasSizeLessThan(100);
            assertThat(inflate(small.payload())).isEqualTo("42[\"n\",\"" + text + "\"]");
            WireClient.Frame large = plain.nextFrame();
            assertThat(large.compressed()).isFalse();
            assertThat(large.payload()).hasSize(5_000 + 10);
        }
    }

    @Test
    void aShortMessageAndOneThatGetsNoShorterGoAsTheyAre() throws Exception {
        try (WireClient client = joined(OFFER)) {
            broadcast("x".repeat(1_000));
            assertThat(client.nextFrame().compressed()).isFalse();
            broadcast("x".repeat(1_100));
            assertThat(client.nextFrame().compressed()).isTrue();
        }
    }

    @Test
    void nothingIsAgreedToWhereCompressionIsOff() throws Exception {
        try (EngineFixture off = EngineFixture.sockets(EngineFixture.PATIENT);
                WireClient client = WireClient.to(off.port())) {
            client.askForWebSocket("", OFFER);
            assertThat(client.acceptUpgrade()).doesNotContainIgnoringCase("extensions");
            client.next();
            client.frame(COMPRESSED_TEXT, deflate("40"));
            assertThat(client.closing()).isEqualTo("closed 1002");
        }
    }

    @Test
    void compressedMessagesAreReadWholeAndInFragments() throws Exception {
        try (WireClient client = joined(OFFER)) {
            client.frame(COMPRESSED_TEXT, deflate("421[\"message-with-ack\",\"ä€\"]"));
            assertThat(client.next()).isEqualTo("431[\"ä€\"]");
            byte[] parts = deflate("422[\"message-with-ack\",\"" + "in parts ".repeat(50) + "\"]");
            client.frame(0x41, Arrays.copyOf(parts, 5));
            client.frame(0x89, new byte[] {1});
            client.frame(0x80, Arrays.copyOfRange(parts, 5, parts.length));
            assertThat(client.nextFrame().opcode()).isEqualTo(10);
            assertThat(client.next()).startsWith("432[\"in parts in parts");
        }
    }

    @Test
    void aBombEndsAtTheLimit() throws Exception {
        try (WireClient client = joined(OFFER)) {
            byte[] bomb = deflate("4" + "0".repeat(100_000_000));
            assertThat(bomb).hasSizeLessThan(200_000);
            client.frame(COMPRESSED_TEXT, bomb);
            assertThat(client.closing()).isEqualTo("closed 1009");
        }
    }

    @Test
    void whatIsNotCompressedAsAgreedClosesTheConnection() throws Exception {
        try (WireClient client = joined(OFFER)) {
            client.frame(COMPRESSED_TEXT, "not deflate at all".getBytes(StandardCharsets.US_ASCII));
            assertThat(client.closing()).isEqualTo("closed 1002");
        }
        try (WireClient client = joined(OFFER)) {
            client.frame(0x41, new byte[] {1});
            client.frame(0xC0, new byte[] {1});
            assertThat(client.closing()).isEqualTo("closed 1002");
        }
    }

    @Test
    void theRealClientsCompressBothWays() throws Exception {
        JsonNode result = NodeClient.play("compressed", fixture.port(), "websocket");
        assertThat(result).isEqualTo(new ObjectMapper().readTree("""
                {"agreed":"permessage-deflate; server_no_context_takeover; client_no_context_takeover",
                 "rounds":20,"binary":true,"bare":true,"fragments":true}
                """));
    }

    private static EngineConfig compressing() {
        EngineConfig usual = EngineFixture.PATIENT;
        return new EngineConfig(
                usual.pingInterval(),
                usual.pingTimeout(),
                usual.maxPayloadBytes(),
                usual.connectTimeout(),
                usual.upgradeTimeout(),
                usual.attachmentTimeout(),
                usual.highWaterMarkBytes(),
                usual.highWaterMarkMessages(),
                new EngineConfig.Compression(true, 1_024),
                usual.maxDynamicNamespaces());
    }

    private WireClient joined(String headers) throws Exception {
        WireClient client = WireClient.to(fixture.port());
        client.openWebSocket(headers);
        client.say("40");
        assertThat(client.next()).startsWith("40{");
        assertThat(client.next()).isEqualTo("42[\"auth\",{}]");
        return client;
    }

    private void broadcast(String text) {
        fixture.engine()
                .broadcast(List.of(
                        new Broadcast("/", Set.of(), "n", List.of(JsonBytes.of(text)), Broadcast.NOT_OF_THE_FEED)));
    }

    private static byte[] deflate(String text) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        deflater.setInput(text.getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] chunk = new byte[64 * 1024];
        int length = deflater.deflate(chunk, 0, chunk.length, Deflater.SYNC_FLUSH);
        while (length > 0) {
            out.write(chunk, 0, length);
            length = deflater.deflate(chunk, 0, chunk.length, Deflater.SYNC_FLUSH);
        }
        deflater.end();
        byte[] flushed = out.toByteArray();
        return Arrays.copyOf(flushed, flushed.length - 4);
    }

    private static String inflate(byte[] payload) throws Exception {
        Inflater inflater = new Inflater(true);
        byte[] whole = Arrays.copyOf(payload, payload.length + 4);
        whole[payload.length + 2] = -1;
        whole[payload.length + 3] = -1;
        inflater.setInput(whole);
        byte[] text = new byte[100_000];
        int length = inflater.inflate(text);
        inflater.end();
        return new String(text, 0, length, StandardCharsets.UTF_8);
    }
}
