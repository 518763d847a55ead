package dev.maestro.server.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.socketio.EncodedPacket;
import dev.maestro.protocol.socketio.SocketPacketEncoder;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A stream whose sender keeps what is not taken. */
class StreamTest {
    private static final int PIECES = 500;
    private static final String FILLING = "x".repeat(60_000);

    @Test
    void aStreamGoesAsFastAsTheClientReadsAndIsWhole() throws Exception {
        try (EngineFixture fixture = EngineFixture.sockets(EngineFixture.PATIENT);
                WireClient client = WireClient.to(fixture.port())) {
            client.openWebSocket("");
            client.say("40");
            Socket socket = fixture.onlySocket();
            assertThat(client.next()).startsWith("40");
            assertThat(client.next()).startsWith("42[\"auth\"");
            Pump pump = new Pump(socket);
            socket.execute(pump::run);
            for (int i = 0; i < PIECES; i++) {
                assertThat(client.next()).startsWith("42[\"piece\"," + i + ",");
            }
            assertThat(pump.done.get(60, TimeUnit.SECONDS)).isTrue();
            // More than fits between here and the client, so it was told to wait and waited.
            assertThat(pump.refusals).isPositive();
            assertThat(fixture.engine().status().drops()).isEmpty();
        }
    }

    @Test
    void pollsTakeAPieceEach() throws Exception {
        try (EngineFixture fixture = EngineFixture.sockets(EngineFixture.PATIENT);
                WireClient client = WireClient.to(fixture.port())) {
            String sid = client.openPolling();
            client.post(sid, "40");
            Socket socket = fixture.onlySocket();
            client.poll(sid);
            socket.execute(new Pump(socket)::run);
            for (int i = 0; i < 20; i++) {
                assertThat(client.poll(sid))
                        .startsWith("42[\"piece\"," + i + ",")
                        .doesNotContain("\u001e");
            }
        }
    }

    @Test
    void nothingIsTakenByASocketThatIsGone() throws Exception {
        try (EngineFixture fixture = EngineFixture.sockets(EngineFixture.PATIENT);
                WireClient client = WireClient.to(fixture.port())) {
            client.openWebSocket("");
            client.say("40");
            Socket socket = fixture.onlySocket();
            client.say("41");
            fixture.nextDisconnect();
            CompletableFuture<SendResult> offered = new CompletableFuture<>();
            socket.execute(() -> offered.complete(socket.offer(piece(0))));
            assertThat(offered.get(60, TimeUnit.SECONDS)).isEqualTo(SendResult.CLOSED);
        }
    }

    private static EncodedPacket piece(int number) {
        return SocketPacketEncoder.event("/", null, "piece", List.of(JsonBytes.of(number), JsonBytes.of(FILLING)));
    }

    /** Sends the pieces in order, on the loop. */
    private static final class Pump {
        final CompletableFuture<Boolean> done = new CompletableFuture<>();
        private final Socket socket;
        private int next;
        volatile int refusals;

        Pump(Socket socket) {
            this.socket = socket;
        }

        void run() {
            while (next < PIECES) {
                if (socket.offer(piece(next)) != SendResult.SENT) {
                    refusals = refusals + 1;
                    socket.whenWritable(this::run);
                    return;
                }
                next++;
            }
            done.complete(true);
        }
    }
}
