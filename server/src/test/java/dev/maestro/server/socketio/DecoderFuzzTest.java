package dev.maestro.server.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.management.ThreadMXBean;
import dev.maestro.protocol.engineio.EnginePacket;
import dev.maestro.protocol.engineio.PacketFormatException;
import dev.maestro.protocol.engineio.PollingPayload;
import dev.maestro.protocol.engineio.Utf8;
import dev.maestro.protocol.socketio.SocketPacketDecoder;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Both decoders on input made to break them: one exception and no other, and work in proportion to the input. */
class DecoderFuzzTest {
    private static final int ROUNDS = 100_000;
    private static final int MEGABYTE = 1_000_000;

    private static final List<String> PACKETS = List.of(
            "0",
            "0/custom,{\"token\":\"123\"}",
            "1/custom,",
            "2[\"e\",1,\"2\",{\"3\":[true,null,-1.5e3]}]",
            "2/ns,12[\"hello\",\"ü€😀\\u00e4\"]",
            "3/ns,9007199254740991[]",
            "4{\"message\":\"no\",\"data\":{\"a\":[]}}",
            "52-/ns,7[\"b\",{\"_placeholder\":true,\"num\":0},[{\"_placeholder\":true,\"num\":1}]]",
            "61-15[{\"deep\":{\"_placeholder\":true,\"num\":0}}]");
    private static final List<String> PAYLOADS = List.of(
            "4hello\u001e2\u001e4world",
            "42[\"e\",1]\u001e3\u001ebAQIDBA==",
            "bAQIDBA==",
            "451-[\"e\",{\"_placeholder\":true,\"num\":0}]\u001ebAA==",
            "1",
            "6\u001e5");

    @Test
    void packetsThatWereChangedEndInOneExceptionOnly() {
        Mutations mutations = new Mutations(1);
        int whole = 0;
        for (int i = 0; i < ROUNDS; i++) {
            whole += read(mutations.mutant(PACKETS), mutations);
        }
        // Some must still be packets, or nothing behind the first check was reached.
        assertThat(whole).isGreaterThan(ROUNDS / 100);
    }

    @Test
    void payloadsThatWereChangedEndInOneExceptionOnly() {
        Mutations mutations = new Mutations(2);
        int whole = 0;
        for (int i = 0; i < ROUNDS; i++) {
            whole += payload(mutations.mutant(PAYLOADS));
        }
        assertThat(whole).isGreaterThan(ROUNDS / 100);
    }

    @Test
    void noiseEndsInOneExceptionOnly() {
        Mutations mutations = new Mutations(3);
        for (int i = 0; i < ROUNDS; i++) {
            byte[] noise = mutations.noise(64);
            // What is decoded matters less than that nothing else is thrown.
            int whole = payload(noise) + read(noise, mutations);
            assertThat(whole).isNotNegative();
        }
    }

    static Stream<Arguments> longInputs() {
        return Stream.of(
                arguments("digits", "2", "1"),
                arguments("attachment digits", "5", "1"),
                arguments("nesting", "2", "["),
                arguments("nested objects", "2[\"e\"", ",{\"a\":{}}"),
                arguments("many arguments", "2[\"e\"", ",1"),
                arguments("one long text", "2[\"e\",\"", "a"),
                arguments("escapes", "2[\"e\",\"", "\\u0041"),
                arguments("a long number", "2[1", "9"),
                arguments("a long key", "2[\"e\",{\"", "k"),
                arguments("a long namespace", "2/", "n"),
                arguments("white space", "2", " "),
                arguments("placeholders", "51-[\"e\"", ",{\"_placeholder\":true,\"num\":0}"),
                arguments("commas", "2", ","),
                arguments("separators", "4", "\u001e4"),
                arguments("base64", "b", "AAAA"),
                arguments("surrogates", "2[\"", "😀"));
    }

    /** What a decoder allocates stands for its work and its memory, and is the same on every machine. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("longInputs")
    void workGrowsNoFasterThanTheInput(String name, String start, String repeated) {
        allocatedBy(start, repeated, MEGABYTE);
        long half = allocatedBy(start, repeated, MEGABYTE / 2);
        long whole = allocatedBy(start, repeated, MEGABYTE);
        assertThat(whole).isLessThan(3 * half + MEGABYTE);
        assertThat(whole).isLessThan(300L * MEGABYTE);
    }

    @Test
    void attachmentsAreBoundedByTheirCount() {
        SocketPacketDecoder decoder = new SocketPacketDecoder();
        assertThat(decoder.text("510-[\"e\",{\"_placeholder\":true,\"num\":0}]"))
                .isEmpty();
        byte[] shared = new byte[MEGABYTE];
        for (int i = 1; i < SocketPacketDecoder.MAX_ATTACHMENTS; i++) {
            assertThat(decoder.binary(shared)).isEmpty();
        }
        assertThat(decoder.binary(shared)).isPresent();
        assertThat(decoder.awaitsAttachments()).isFalse();
    }

    private static long allocatedBy(String start, String repeated, int length) {
        String text = start + repeated.repeat(length / repeated.length());
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        int whole = payload(utf8) + read(utf8, new Mutations(4));
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(whole).isNotNegative();
        return allocated;
    }

    /** Returns how many packets were read: anything but a format exception comes out. */
    private static int read(byte[] utf8, Mutations mutations) {
        SocketPacketDecoder decoder = new SocketPacketDecoder();
        try {
            int whole = decoder.text(Utf8.decode(utf8)).isPresent() ? 1 : 0;
            while (decoder.awaitsAttachments()) {
                whole += decoder.binary(mutations.noise(8)).isPresent() ? 1 : 0;
            }
            return whole;
        } catch (PacketFormatException e) {
            return 0;
        }
    }

    private static int payload(byte[] body) {
        int[] packets = new int[1];
        SocketPacketDecoder decoder = new SocketPacketDecoder();
        try {
            PollingPayload.decode(body, packet -> {
                packets[0]++;
                if (packet instanceof EnginePacket.Binary binary) {
                    packets[0] += decoder.binary(binary.bytes()).isPresent() ? 1 : 0;
                } else if (packet instanceof EnginePacket.Text text) {
                    packets[0] += decoder.text(text.data()).isPresent() ? 1 : 0;
                }
            });
        } catch (PacketFormatException e) {
            return packets[0];
        }
        return packets[0];
    }
}
