package dev.maestro.server.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.protocol.error.DisconnectReason;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of messages for a client that does not take them, over real sockets. */
class SendPolicyTest {
    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;

    private final BlockingQueue<EngineSession> sessions = new LinkedBlockingQueue<>();
    private EngineFixture fixture = fixture(MIB, 4_096);

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void whatWaitsArrivesInOrderOnceTheClientReads() throws Exception {
        serve(64 * MIB, 100_000);
        try (WireClient client = webSocket()) {
            EngineSession session = nextSession();
            for (int i = 0; i < 400; i++) {
                assertThat(send(session, numbered(i, 50 * KIB), MessageClass.EVENT))
                        .isEqualTo(SendResult.SENT);
            }
            assertThat(onLoop(session, session::writable)).isFalse();
            for (int i = 0; i < 400; i++) {
                assertThat(client.next()).startsWith("4" + i + ":");
            }
            fixture.await(() -> onLoop(session, session::writable));
        }
    }

    @Test
    void aClientThatDoesNotReadIsCutOffAndTheOthersHearAll() throws Exception {
        serve(MIB, 4_096);
        try (WireClient deaf = webSocket()) {
            EngineSession deafSession = nextSession();
            try (WireClient listening = webSocket()) {
                EngineSession session = nextSession();
                long before = directBytes();
                for (int i = 0; i < 2_000; i++) {
                    Outgoing shared = numbered(i, 20 * KIB);
                    // Not behind its loop, where what waits is no session's.
                    SendResult unheard = send(deafSession, shared.retain(), MessageClass.EVENT);
                    assertThat(unheard).isIn(SendResult.SENT, SendResult.CLOSED);
                    assertThat(send(session, shared, MessageClass.EVENT)).isEqualTo(SendResult.SENT);
                    assertThat(listening.next()).startsWith("4" + i + ":");
                    assertThat(directBytes() - before).isLessThan(8 * MIB);
                }
                assertThat(onLoop(session, session::open)).isTrue();
            }
            assertThat(onLoop(deafSession, deafSession::open)).isFalse();
            assertThat(fixture.engine().status().closes()).containsEntry(DisconnectReason.SLOW_CONSUMER, 1L);
            assertThat(fixture.engine().status().drops()).containsKey(MessageClass.EVENT);
        }
    }

    @Test
    void volatileMessagesAreDroppedAndCostNothing() throws Exception {
        serve(MIB, 4_096);
        try (WireClient client = webSocket()) {
            EngineSession session = nextSession();
            long before = directBytes();
            List<SendResult> results = new ArrayList<>();
            // What is on its way may make room for more, behind some that were dropped.
            List<Integer> taken = new ArrayList<>();
            for (int i = 0; results.size() < 200 && i < 5_000; i++) {
                SendResult result = send(session, numbered(i, 100 * KIB), MessageClass.VOLATILE);
                if (result == SendResult.SENT) {
                    taken.add(i);
                } else {
                    results.add(result);
                }
            }
            assertThat(results).hasSize(200).containsOnly(SendResult.DROPPED);
            assertThat(directBytes() - before).isLessThan(8 * MIB);
            assertThat(fixture.engine().status().drops()).isEqualTo(Map.of(MessageClass.VOLATILE, 200L));
            assertThat(send(session, Outgoing.text("4last"), MessageClass.EVENT))
                    .isEqualTo(SendResult.SENT);
            for (int number : taken) {
                assertThat(client.next()).startsWith("4" + number + ":");
            }
            assertThat(client.next()).isEqualTo("4last");
        }
    }

    @Test
    void betweenPollsVolatileMessagesAreTheFirstToGo() throws Exception {
        serve(64 * KIB, 4_096);
        try (WireClient client = WireClient.to(fixture.port())) {
            String sid = client.openPolling();
            EngineSession session = nextSession();
            assertThat(send(session, numbered(0, 20 * KIB), MessageClass.VOLATILE))
                    .isEqualTo(SendResult.SENT);
            assertThat(send(session, numbered(1, 20 * KIB), MessageClass.EVENT)).isEqualTo(SendResult.SENT);
            assertThat(send(session, numbered(2, KIB), MessageClass.VOLATILE)).isEqualTo(SendResult.DROPPED);
            assertThat(send(session, numbered(3, 20 * KIB), MessageClass.ACK)).isEqualTo(SendResult.SENT);
            assertThat(send(session, numbered(4, 20 * KIB), MessageClass.EVENT)).isEqualTo(SendResult.SENT);
            assertThat(client.poll(sid).split("\u001e"))
                    .extracting(packet -> packet.substring(0, 3))
                    .containsExactly("41:", "43:", "44:");
            assertThat(fixture.engine().status().drops()).isEqualTo(Map.of(MessageClass.VOLATILE, 2L));
        }
    }

    @Test
    void theMarkHoldsInBytesButForOneMessageThatIsAlone() throws Exception {
        serve(64 * KIB, 4_096);
        try (WireClient client = WireClient.to(fixture.port())) {
            String sid = client.openPolling();
            EngineSession session = nextSession();
            assertThat(send(session, numbered(0, 200 * KIB), MessageClass.EVENT))
                    .isEqualTo(SendResult.SENT);
            assertThat(client.poll(sid)).hasSizeGreaterThan(200 * KIB);
            assertThat(send(session, numbered(1, 40 * KIB), MessageClass.EVENT)).isEqualTo(SendResult.SENT);
            assertThat(send(session, numbered(2, 40 * KIB), MessageClass.EVENT)).isEqualTo(SendResult.CLOSED);
            fixture.await(() -> fixture.engine().status().engineSessions() == 0);
            assertThat(fixture.engine().status().closes()).isEqualTo(Map.of(DisconnectReason.SLOW_CONSUMER, 1L));
        }
    }

    @Test
    void theMarkHoldsInMessages() throws Exception {
        serve(MIB, 100);
        try (WireClient client = WireClient.to(fixture.port())) {
            String sid = client.openPolling();
            EngineSession session = nextSession();
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < 100; i++) {
                    assertThat(send(session, numbered(i, 1), MessageClass.EVENT))
                            .isEqualTo(SendResult.SENT);
                }
                if (round == 0) {
                    assertThat(client.poll(sid).split("\u001e")).hasSize(100);
                }
            }
            assertThat(send(session, numbered(100, 1), MessageClass.EVENT)).isEqualTo(SendResult.CLOSED);
        }
    }

    @Test
    void aBurstInOneTurnIsNoSlowConsumer() throws Exception {
        serve(MIB, 100);
        try (WireClient client = webSocket()) {
            EngineSession session = nextSession();
            onLoop(session, () -> {
                for (int i = 0; i < 3_000; i++) {
                    assertThat(session.send(numbered(i, 100))).isEqualTo(SendResult.SENT);
                }
                return true;
            });
            for (int i = 0; i < 3_000; i++) {
                assertThat(client.next()).startsWith("4" + i + ":");
            }
        }
    }

    @Test
    void whoWaitsForTheClientIsToldOnceItHasCaughtUp() throws Exception {
        serve(64 * MIB, 100_000);
        try (WireClient client = webSocket()) {
            EngineSession session = nextSession();
            assertThat(onLoop(session, () -> drainedAtOnce(session))).isTrue();
            int sent = fill(session);
            CompletableFuture<Boolean> drained = new CompletableFuture<>();
            session.run(() -> session.whenDrained(() -> drained.complete(session.writable())));
            assertThat(onLoop(session, drained::isDone)).isFalse();
            for (int i = 0; i < sent; i++) {
                assertThat(client.next()).startsWith("4" + i + ":");
            }
            assertThat(drained.get(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void whoWaitsForAClientThatGoesIsNotTold() throws Exception {
        serve(64 * MIB, 100_000);
        List<String> told = new ArrayList<>();
        try (WireClient client = webSocket()) {
            EngineSession session = nextSession();
            assertThat(fill(session)).isPositive();
            session.run(() -> session.whenDrained(() -> told.add("drained")));
            client.reset();
            fixture.await(() -> fixture.engine().status().engineSessions() == 0);
            assertThat(onLoop(session, () -> List.copyOf(told))).isEmpty();
        }
    }

    @Test
    void pollingDrainsAtThePoll() throws Exception {
        serve(MIB, 4_096);
        try (WireClient client = WireClient.to(fixture.port())) {
            String sid = client.openPolling();
            EngineSession session = nextSession();
            send(session, numbered(0, 100 * KIB), MessageClass.EVENT);
            CompletableFuture<Boolean> drained = new CompletableFuture<>();
            session.run(() -> session.whenDrained(() -> drained.complete(true)));
            assertThat(onLoop(session, drained::isDone)).isFalse();
            client.poll(sid);
            assertThat(drained.get(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void closingSendsWhatWaitsFirst() throws Exception {
        serve(64 * MIB, 100_000);
        try (WireClient client = webSocket()) {
            EngineSession session = nextSession();
            int sent = fill(session);
            send(session, numbered(sent++, 100 * KIB), MessageClass.EVENT);
            session.run(() -> session.closeAfterFlush(DisconnectReason.SERVER_SHUTDOWN));
            for (int i = 0; i < sent; i++) {
                assertThat(client.next()).startsWith("4" + i + ":");
            }
            assertThat(client.closing()).isEqualTo("closed 1001");
        }
    }

    private static boolean drainedAtOnce(EngineSession session) {
        List<String> told = new ArrayList<>();
        session.whenDrained(() -> told.add("drained"));
        return !told.isEmpty();
    }

    private void serve(int maxBytes, int maxMessages) {
        fixture.close();
        fixture = fixture(maxBytes, maxMessages);
    }

    private EngineFixture fixture(int maxBytes, int maxMessages) {
        EngineConfig usual = EngineFixture.PATIENT;
        EngineConfig config = new EngineConfig(
                usual.pingInterval(),
                usual.pingTimeout(),
                usual.maxPayloadBytes(),
                usual.connectTimeout(),
                usual.upgradeTimeout(),
                usual.attachmentTimeout(),
                maxBytes,
                maxMessages,
                EngineConfig.Compression.OFF,
                usual.maxDynamicNamespaces());
        Engine engine = Engine.carrying(config, session -> {
            sessions.add(session);
            return new EchoMessages(session);
        });
        return EngineFixture.of(engine, NetworkLoops.EPOLL, 2);
    }

    private WireClient webSocket() throws Exception {
        WireClient client = WireClient.to(fixture.port());
        client.openWebSocket("");
        return client;
    }

    private EngineSession nextSession() throws InterruptedException {
        EngineSession session = sessions.poll(60, TimeUnit.SECONDS);
        assertThat(session).isNotNull();
        return session;
    }

    /** Sends more than there is room for on the way to a client that does not read; returns how many messages. */
    private static int fill(EngineSession session) {
        int count = 200;
        for (int i = 0; i < count; i++) {
            assertThat(send(session, numbered(i, 100 * KIB), MessageClass.EVENT))
                    .isEqualTo(SendResult.SENT);
        }
        assertThat(onLoop(session, session::writable)).isFalse();
        return count;
    }

    private static SendResult send(EngineSession session, Outgoing message, MessageClass kind) {
        return onLoop(session, () -> session.send(message, kind));
    }

    private static <T> T onLoop(EngineSession session, Supplier<T> question) {
        return CompletableFuture.supplyAsync(question, session.loop())
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    private static Outgoing numbered(int number, int bytes) {
        return Outgoing.text("4" + number + ":" + "x".repeat(bytes));
    }

    private static long directBytes() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }
}
