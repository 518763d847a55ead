package dev.maestro.server.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.protocol.error.DisconnectReason;
import dev.maestro.server.auth.ConnectionFacts;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On a loop that runs only when the test has it run, so that an answer is never late by itself. */
@Timeout(60)
class HeartbeatTest {
    private static final Duration INTERVAL = Duration.ofMillis(20);
    private static final Duration TIMEOUT = Duration.ofMillis(50);
    private static final int ROUNDS = 10;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final EngineCounters counters = new EngineCounters();
    private final List<EngineSession> gone = new ArrayList<>();
    private final EngineConfig config = EngineFixture.waiting(
            INTERVAL, TIMEOUT, EngineFixture.PATIENT.connectTimeout(), EngineFixture.PATIENT.attachmentTimeout());
    private final SessionLoop home = new SessionLoop(channel.eventLoop(), config, counters, gone::add);
    private final EngineSession session = new EngineSession("sid", home, handshake(), null, EchoMessages::new);
    private final Heartbeat heartbeat = new Heartbeat(session, home);

    @AfterEach
    void stop() {
        heartbeat.stop();
        session.close(DisconnectReason.SERVER_SHUTDOWN);
        channel.finishAndReleaseAll();
    }

    @Test
    void whoAnswersEachTimeIsPingedAgainAndStays() {
        heartbeat.start();
        // Together these take longer than an answer may.
        for (int round = 1; round <= ROUNDS; round++) {
            int pings = round;
            runUntil(() -> pings() == pings);
            heartbeat.pong();
            heartbeat.pong();
        }
        assertThat(session.open()).isTrue();
    }

    @Test
    void whoDoesNotAnswerIsPingedOnceAndEnds() {
        heartbeat.start();
        runUntil(() -> pings() == 1);
        assertThat(session.open()).isTrue();
        runUntil(() -> !session.open());
        assertThat(counters.closes()).isEqualTo(Map.of(DisconnectReason.PING_TIMEOUT, 1L));
        assertThat(gone).containsExactly(session);
    }

    /** Nobody polls, so that what is said waits. */
    private long pings() {
        return counters.polled().read().messages();
    }

    private void runUntil(BooleanSupplier so) {
        while (!so.getAsBoolean()) {
            LockSupport.parkNanos(1_000_000);
            channel.runPendingTasks();
        }
    }

    private static Handshake handshake() {
        InetAddress here = InetAddress.getLoopbackAddress();
        InetSocketAddress address = new InetSocketAddress(here, 1);
        return new Handshake(
                ConnectionFacts.of(here, here, Set.of(), name -> null), List.of(), address, address, "/socket.io/");
    }
}
