package dev.maestro.server.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.Lease;
import dev.maestro.server.backend.embedded.EmbeddedBackend;
import dev.maestro.server.backend.embedded.EmbeddedConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that talk to each other. */
@Timeout(300)
class PeersTest {
    private static final byte[] NOTHING = {};
    private static final Duration LEASE = Duration.ofSeconds(12);

    @TempDir
    Path folder;

    private final ScheduledExecutorService timers = new PatientTimers();
    private final ScheduledExecutorService hasty = Executors.newSingleThreadScheduledExecutor();
    private Backend store;
    private Cluster a;
    private Cluster b;

    @BeforeEach
    void start() {
        store = EmbeddedBackend.open(
                new EmbeddedConfig(folder, Duration.ofHours(1), 1_000, 1_000, Duration.ofMinutes(2)),
                Clock.systemUTC());
        a = Cluster.open(store, LEASE, timers);
        b = Cluster.open(store, LEASE, timers);
    }

    @AfterEach
    void stop() {
        a.close();
        b.close();
        store.close();
        timers.shutdownNow();
        hasty.shutdownNow();
    }

    private CompletionStage<byte[]> ask(String kind, byte[] body) {
        return a.peers().ask(b.node().id(), kind, body);
    }

    private static HubException refusal(CompletionStage<byte[]> answer) {
        try {
            byte[] body = answer.toCompletableFuture().join();
            throw new AssertionError(body.length + " bytes were answered");
        } catch (CompletionException e) {
            if (e.getCause() instanceof HubException refusal) {
                return refusal;
            }
            throw e;
        }
    }

    @Test
    void anAskIsAnsweredByWhoIsAsked() {
        b.peers()
                .onAsk(
                        "echo",
                        (from, body) ->
                                CompletableFuture.completedStage((from + new String(body, UTF_8)).getBytes(UTF_8)));
        byte[] answer = ask("echo", "!".getBytes(UTF_8)).toCompletableFuture().join();
        assertThat(new String(answer, UTF_8)).isEqualTo(a.node().id() + "!");
    }

    @Test
    void aRefusalIsTheSameHere() {
        b.peers().onAsk("no", (from, body) -> {
            throw HubException.of(ErrorCode.CONFLICT, "it is taken");
        });
        b.peers().onAsk("later", (from, body) -> CompletableFuture.failedStage(HubException.rateLimited("wait", 250)));
        assertThat(refusal(ask("no", NOTHING)))
                .hasMessage("it is taken")
                .extracting(HubException::code)
                .isEqualTo(ErrorCode.CONFLICT);
        assertThat(refusal(ask("later", NOTHING)).retryAfterMillis()).hasValue(250);
    }

    @Test
    void whatNobodyKnowsOrFailsOrNeverAnswersIsUnavailable() {
        b.peers().onAsk("fails", (from, body) -> {
            throw new IllegalStateException("a fault");
        });
        b.peers().onAsk("never", (from, body) -> new CompletableFuture<>());
        assertThat(refusal(ask("later version", NOTHING)).code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(refusal(ask("fails", NOTHING)).code()).isEqualTo(ErrorCode.UNAVAILABLE);
        try (Peers asking = Peers.open("asking", store.live(), Runnable::run, hasty)) {
            assertThat(refusal(asking.ask("nobody", "x", NOTHING)).code()).isEqualTo(ErrorCode.UNAVAILABLE);
            assertThat(refusal(asking.ask(b.node().id(), "never", NOTHING))).hasMessageContaining("does not answer");
        }
    }

    @Test
    void whatIsTooLargeForOneMessageArrivesWhole() throws Exception {
        BlockingQueue<byte[]> told = new LinkedBlockingQueue<>();
        b.peers().onTell("large", (from, body) -> told.add(body));
        byte[] large = new byte[3_000_001];
        new Random(5).nextBytes(large);
        assertThat(a.peers().tell(b.node().id(), "large", large)).isTrue();
        assertThat(Arrays.equals(told.poll(30, TimeUnit.SECONDS), large)).isTrue();
        assertThat(a.peers().tell(b.node().id(), "large", new byte[Peers.MAX_BODY_BYTES + 1]))
                .isFalse();
    }

    @Test
    void whatOneNodeSaysIsHandledInOrder() throws Exception {
        List<Integer> told = new CopyOnWriteArrayList<>();
        CountDownLatch all = new CountDownLatch(5_000);
        b.peers().onTell("count", (from, body) -> {
            told.add((int) new BodyReader(body).number());
            all.countDown();
        });
        for (int i = 0; i < 5_000; i++) {
            a.peers().tell(b.node().id(), "count", new BodyWriter().number(i).bytes());
        }
        assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(told).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void garbledMessagesAreDroppedAndHarmNobody() throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        b.peers().onTell("said", (from, body) -> told.add(new BodyReader(body).text()));
        Random random = new Random(9);
        byte[] good = new Envelope(Envelope.Type.TELL, "other", 1, 0, 1, "said", NOTHING)
                .encode(new BodyWriter().text("hostile").bytes(), 0, 11);
        String topic = "node:" + b.node().id();
        for (int i = 0; i < 2_000; i++) {
            byte[] bad = good.clone();
            if (i % 2 == 0) {
                bad = Arrays.copyOf(bad, random.nextInt(bad.length));
            } else {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            store.live().publish(topic, bad);
        }
        store.live().publish(topic, NOTHING);
        a.peers().tell(b.node().id(), "said", new BodyWriter().text("good").bytes());
        String last = told.poll(30, TimeUnit.SECONDS);
        while (!"good".equals(last)) {
            last = told.poll(30, TimeUnit.SECONDS);
            assertThat(last).isNotNull();
        }
    }

    @Test
    void anAnswerThatIsTooLargeIsARefusal() {
        b.peers().onAsk("much", (from, body) -> CompletableFuture.completedStage(new byte[Peers.MAX_BODY_BYTES + 1]));
        assertThat(refusal(ask("much", NOTHING))).hasMessageContaining("could not be sent");
    }

    @Test
    void whoIsNotHeardOfAnyMoreIsNotWaitedFor() {
        AtomicLong now = new AtomicLong();
        try (Peers here = Peers.open("here", store.live(), Runnable::run, timers, now::get);
                Peers there = Peers.open("there", store.live(), Runnable::run, timers, now::get)) {
            there.onAsk("never", (from, body) -> new CompletableFuture<>());
            there.onAsk("known", (from, body) -> CompletableFuture.completedStage(NOTHING));
            there.beat();
            assertThat(here.ask("there", "known", NOTHING).toCompletableFuture().join())
                    .isEmpty();
            CompletableFuture<byte[]> asked =
                    here.ask("there", "never", NOTHING).toCompletableFuture();
            now.addAndGet(Duration.ofSeconds(3).toNanos());
            assertThat(refusal(here.ask("there", "known", NOTHING))).hasMessageContaining("not heard of");
            assertThat(asked).isNotDone();
            here.beat();
            assertThat(refusal(asked)).hasMessageContaining("not heard of");
            List<String> heard = new CopyOnWriteArrayList<>();
            here.onTell("last", (from, body) -> heard.add(from));
            there.tell("here", "last", NOTHING);
            until(() -> !heard.isEmpty());
            assertThat(here.ask("there", "known", NOTHING).toCompletableFuture().join())
                    .isEmpty();
        }
    }

    @Test
    void whatANodeSaysThatWasTakenToBeGoneIsStillHandledInOrder() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Semaphore go = new Semaphore(0);
        List<String> told = new CopyOnWriteArrayList<>();
        b.peers().onTell("first", (from, body) -> {
            begun.countDown();
            go.acquireUninterruptibly();
            told.add("first");
        });
        b.peers().onTell("second", (from, body) -> told.add("second"));
        b.peers().onTell("third", (from, body) -> told.add("third"));
        a.peers().tell(b.node().id(), "first", NOTHING);
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        b.peers().gone(a.node().id());
        a.peers().tell(b.node().id(), "second", NOTHING);
        try (Peers c = Peers.open("c", store.live(), Runnable::run, timers)) {
            c.tell(b.node().id(), "third", NOTHING);
            until(() -> told.contains("third"));
        }
        go.release();
        until(() -> told.contains("second"));
        assertThat(told).containsExactly("third", "first", "second");
    }

    @Test
    void nodesKnowEachOtherAndWhatTheySay() {
        a.start();
        b.start();
        b.node().say(JsonBytes.of(Map.of("sockets", 3)));
        until(() -> {
            a.node().read();
            return a.node().nodes().stream()
                    .anyMatch(node -> node.id().equals(b.node().id())
                            && node.status().toString().equals("{\"sockets\":3}"));
        });
        assertThat(a.node().lives(b.node().id())).isTrue();
        b.close();
        until(() -> !a.node().lives(b.node().id()));
    }

    @Test
    void aLeaseThatWasLostIsTakenAnewWithALargerToken() {
        List<String> heard = new CopyOnWriteArrayList<>();
        Lease first = a.node().lease().orElseThrow();
        a.node().listen(new ClusterNode.Listener() {
            @Override
            public void onLost() {
                heard.add("lost");
            }

            @Override
            public void onTaken(Lease lease) {
                heard.add("taken");
            }
        });
        store.leases().release(first);
        a.start();
        until(() -> heard.contains("taken"));
        assertThat(heard).containsExactly("lost", "taken");
        assertThat(a.node().lease().orElseThrow().token()).isGreaterThan(first.token());
    }

    @Test
    void aLeaseThatCannotBeRenewedIsNotBelievedIn() {
        long[] now = {0};
        try (ClusterNode node = ClusterNode.open(store, Duration.ofSeconds(10), () -> now[0])) {
            assertThat(node.lease()).isPresent();
            now[0] = Duration.ofSeconds(10).toNanos();
            assertThat(node.lease()).isEmpty();
        }
    }

    private static void until(BooleanSupplier reached) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("waits for too long").isNegative();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }
}
