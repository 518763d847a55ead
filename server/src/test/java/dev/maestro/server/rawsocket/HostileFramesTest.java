package dev.maestro.server.rawsocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.auth.Authenticator;
import dev.maestro.server.auth.ConnectionFacts;
import dev.maestro.server.auth.OriginPolicy;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.auth.TokenEnd;
import dev.maestro.server.edge.RawClient;
import dev.maestro.server.edge.RunningEdge;
import dev.maestro.server.limit.WideLimits;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames no decent client sends, and clients that do not listen. */
@ParameterizedClass
@EnumSource(Guest.class)
class HostileFramesTest {
    private static final int FIN = 0x80;
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int MASKED = 0x80;

    private final Guest family;

    HostileFramesTest(Guest family) {
        this.family = family;
    }

    static Stream<Arguments> hostileFrames() {
        return Stream.of(
                arguments("RSV1", bytes(FIN | 0x40 | TEXT, MASKED | 1, 0, 0, 0, 0, 'a'), 1002),
                arguments("RSV2", bytes(FIN | 0x20 | TEXT, MASKED | 1, 0, 0, 0, 0, 'a'), 1002),
                arguments("RSV3", bytes(FIN | 0x10 | TEXT, MASKED | 1, 0, 0, 0, 0, 'a'), 1002),
                arguments("not masked", bytes(FIN | TEXT, 1, 'a'), 1002),
                arguments("reserved opcode", bytes(FIN | 3, MASKED | 1, 0, 0, 0, 0, 'a'), 1002),
                arguments("reserved control opcode", bytes(FIN | 11, MASKED, 0, 0, 0, 0), 1002),
                arguments("continuation of nothing", bytes(FIN, MASKED | 1, 0, 0, 0, 0, 'a'), 1002),
                arguments("text within a text", bytes(TEXT, MASKED, 0, 0, 0, 0, FIN | TEXT, MASKED, 0, 0, 0, 0), 1002),
                arguments("fragmented ping", bytes(PING, MASKED, 0, 0, 0, 0), 1002),
                arguments("long ping", bytes(FIN | PING, MASKED | 126, 0, 126), 1002),
                arguments("close of one byte", bytes(FIN | CLOSE, MASKED | 1, 0, 0, 0, 0, 3), 1002),
                arguments("length not minimal", bytes(FIN | TEXT, MASKED | 126, 0, 5), 1002),
                arguments("length below zero", bytes(FIN | TEXT, MASKED | 127, 0xFF, 0, 0, 0, 0, 0, 0, 0), 1002),
                arguments("not UTF-8", bytes(FIN | TEXT, MASKED | 2, 0, 0, 0, 0, 0xC3, 0x28), 1007),
                arguments("half a character", bytes(FIN | TEXT, MASKED | 1, 0, 0, 0, 0, 0xC3), 1007),
                arguments("binary", bytes(FIN | 2, MASKED | 1, 0, 0, 0, 0, 1), 1003),
                arguments(
                        "frame of 1 000 001 bytes",
                        bytes(FIN | TEXT, MASKED | 127, 0, 0, 0, 0, 0, 0x0F, 0x42, 0x41),
                        1009),
                arguments("frame of 2^62 bytes", bytes(FIN | TEXT, MASKED | 127, 0x40, 0, 0, 0, 0, 0, 0, 0), 1009),
                arguments("message of two big frames", twoBigFrames(), 1009),
                arguments("endless tiny fragments", tinyFragments(2000), 1008));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostileFrames")
    void endsInACloseThatSaysWhy(String name, byte[] frames, int code) throws IOException {
        try (RunningEdge edge =
                        RunningEdge.withRaw(withPing(RawSocketConfig.defaults().pingInterval()));
                RawClient client = open(edge)) {
            sendAsFarAsTaken(client, frames);
            assertThat(closeCode(client)).isEqualTo(code);
            assertThat(edge.rawSockets().count()).isZero();
        }
    }

    /** The hub may end the connection while frames are still being sent. */
    private static void sendAsFarAsTaken(RawClient client, byte[] frames) {
        try {
            client.send(frames);
        } catch (UncheckedIOException cut) {
            assertThat(frames.length).isGreaterThan(1000);
        }
    }

    @Test
    void invalidCloseCodeIsAProtocolError() throws IOException {
        try (RunningEdge edge = RunningEdge.withRaw(RawSocketConfig.defaults());
                RawClient client = open(edge)) {
            client.send(bytes(FIN | CLOSE, MASKED | 2, 0, 0, 0, 0, 0x03, 0xEC));
            assertThat(closeCode(client)).isEqualTo(1002);
        }
    }

    @Test
    void silentPeerIsClosedAfterTwoPings() throws IOException {
        try (RunningEdge edge = RunningEdge.withRaw(withPing(Duration.ofMillis(100)));
                RawClient client = open(edge)) {
            assertThat(client.exactly(2)).containsExactly(FIN | PING, 0);
            assertThat(client.exactly(2)).containsExactly(FIN | PING, 0);
            assertThat(client.isEnded()).isTrue();
        }
    }

    /** In a time that only the test moves, so that no answer is late. */
    @Test
    void peerThatAnswersPingsStays() {
        Duration interval = Duration.ofSeconds(1);
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.freezeTime();
        RawConnection connection = connection(channel.eventLoop(), interval);
        channel.pipeline().addLast(connection);
        connection.open(channel.pipeline().context(connection));
        for (int i = 0; i < 10; i++) {
            channel.releaseOutbound();
            channel.advanceTimeBy(interval.toMillis(), TimeUnit.MILLISECONDS);
            channel.runPendingTasks();
            PingWebSocketFrame ping = channel.readOutbound();
            assertThat(ping).isNotNull();
            ping.release();
            channel.writeInbound(new PongWebSocketFrame());
        }
        assertThat(channel.isOpen()).isTrue();
        channel.finishAndReleaseAll();
    }

    private RawConnection connection(EventLoop loop, Duration pingInterval) {
        return new RawConnection(
                withPing(pingInterval),
                family.family(),
                new RawLoop(loop, new RawCounters()),
                new Login(
                        new Authenticator(OriginPolicy.withDefaultsAnd(List.of())),
                        Runnable::run,
                        new TokenEnd.Rules(Duration.ofMinutes(1), Duration.ofMinutes(1)),
                        Clock.systemUTC()),
                ConnectionFacts.of(InetAddress.getLoopbackAddress(), Set.of(), name -> null),
                Principal.LOCAL,
                RawPass.of(WideLimits.sockets(), Principal.LOCAL).gate());
    }

    @Test
    void slowConsumerIsCutOffAndOthersAreNot() throws Exception {
        try (RunningEdge edge = RunningEdge.withRaw(RawSocketConfig.defaults());
                RawClient slow = open(edge)) {
            Listener quick = family.come(edge.port());
            assertThat(edge.rawSockets().count()).isEqualTo(2);
            RawMessage big = new RawMessage(family.family(), "p", true, Set.of(), JsonBytes.of("x".repeat(100_000)));
            long before = sent(edge);
            int published = 0;
            while (edge.rawSockets().count() == 2 && published < 1000) {
                edge.rawSockets().publish(List.of(big));
                assertThat(quick.text()).hasSize(100_002);
                published++;
                long toBoth = before + 2L * published;
                while (edge.rawSockets().count() == 2 && sent(edge) < toBoth) {
                    // The loop of the slow one is behind.
                    LockSupport.parkNanos(1_000_000);
                }
            }
            assertThat(edge.rawSockets().count()).isEqualTo(1);
            assertThat(published).isLessThan(300);
            assertThat(slow.socket().isConnected()).isTrue();
            quick.say(Guest.PING);
            assertThat(quick.json().path("type").textValue()).isEqualTo(family.answer());
        }
    }

    @Test
    void longBatchDoesNotCutOffAQuickClient() throws Exception {
        try (RunningEdge edge = RunningEdge.withRaw(RawSocketConfig.defaults())) {
            Listener quick = family.come(edge.port());
            RawMessage message = new RawMessage(family.family(), "p", true, Set.of(), JsonBytes.of("x".repeat(1_000)));
            edge.rawSockets().publish(java.util.Collections.nCopies(2_000, message));
            for (int i = 0; i < 2_000; i++) {
                assertThat(quick.text()).hasSize(1_002);
            }
        }
    }

    private long sent(RunningEdge edge) {
        return Objects.requireNonNull(edge.rawSockets().traffic().families().get(family.family()))
                .messages();
    }

    private static RawSocketConfig withPing(Duration interval) {
        return new RawSocketConfig(1_000_000, 1_000, 1_000, 1 << 20, interval, Duration.ofMinutes(5));
    }

    private RawClient open(RunningEdge edge) throws IOException {
        RawClient client = edge.connect()
                .get(
                        family.path(),
                        "Connection: Upgrade",
                        "Upgrade: websocket",
                        "Sec-WebSocket-Version: 13",
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
        RawClient.Response response = client.response();
        assertThat(response.status()).isEqualTo(101);
        assertThat(response.header("Sec-WebSocket-Accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        assertThat(response.headers()).doesNotContainKey("Sec-WebSocket-Extensions");
        if (family == Guest.BRAIN) {
            assertThat(client.read()).isEqualTo(FIN | TEXT);
            client.exactly(client.read());
        }
        return client;
    }

    /** Reads frames up to the close frame, returns its code, and sees that the connection ends. */
    private static int closeCode(RawClient client) throws IOException {
        while (true) {
            int opcode = client.read() & 0x0F;
            int length = client.read();
            if (length == 126) {
                length = (client.read() << 8) | client.read();
            }
            byte[] payload = client.exactly(length);
            if (opcode == CLOSE) {
                assertThat(new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8))
                        .matches("[a-z0-9_]+");
                assertThat(client.isEnded()).isTrue();
                return ((payload[0] & 0xFF) << 8) | (payload[1] & 0xFF);
            }
        }
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static byte[] twoBigFrames() {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int opcode : new int[] {TEXT, FIN}) {
            frames.writeBytes(bytes(opcode, MASKED | 127, 0, 0, 0, 0, 0, 0x09, 0x27, 0xC0, 0, 0, 0, 0));
            frames.writeBytes("x".repeat(600_000).getBytes(StandardCharsets.US_ASCII));
        }
        return frames.toByteArray();
    }

    private static byte[] tinyFragments(int count) {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        frames.writeBytes(bytes(TEXT, MASKED | 1, 0, 0, 0, 0, 'a'));
        for (int i = 0; i < count; i++) {
            frames.writeBytes(bytes(0, MASKED | 1, 0, 0, 0, 0, 'a'));
        }
        return frames.toByteArray();
    }
}
