package dev.maestro.server.domain.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.model.AuditEntry;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.CommittedEvent;
import dev.maestro.server.backend.DocumentKind;
import dev.maestro.server.backend.StoredDocument;
import dev.maestro.server.domain.Page;
import dev.maestro.server.domain.Services;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AuditLogTest {
    private static final Duration KEEP = Duration.ofDays(30);

    @RegisterExtension
    final Services services = new Services();

    private final AuditStore store = new AuditStore(services.backend);
    private final AuditReads reads = new AuditReads(services.backend);
    private @Nullable AuditLog log;

    @AfterEach
    void close() throws InterruptedException {
        if (log != null) {
            log.close();
        }
    }

    @Test
    void eachIsKeptAndToldOnceInTheOrderInWhichItWasTold() throws InterruptedException {
        AuditLog started = start(10_000);
        for (int i = 0; i < 450; i++) {
            started.note(deed("ada", "/api/tasks/" + i), Retention.USUAL);
        }
        started.close();

        List<AuditEntry> kept = entries(Optional.empty(), Optional.empty());
        assertThat(kept).hasSize(450);
        assertThat(kept.get(0).resource()).isEqualTo("/api/tasks/449");
        assertThat(kept.get(449).resource()).isEqualTo("/api/tasks/0");
        List<CommittedEvent> told = services.backend.events();
        assertThat(told).hasSize(450).allSatisfy(event -> {
            assertThat(event.name()).isEqualTo(EventName.USER_ACTION);
            assertThat(event.projectId()).isEqualTo(AuditEntry.HUB);
        });
        assertThat(told.get(449).data().as(AuditEntry.class)).isEqualTo(kept.get(0));
    }

    @Test
    void textsOfOthersAreCutAndCleaned() throws InterruptedException {
        AuditLog started = start(10_000);
        started.note(
                new Deed(
                        "a\u0000da\n" + "x".repeat(300),
                        "PATCH",
                        "/\u001b[2J" + "y".repeat(1000),
                        "203.0.113.9",
                        "agent\r\n\ud800\u202e\ud83d\ude00" + "z".repeat(1000),
                        null),
                Retention.USUAL);
        started.close();

        AuditEntry entry = entries(Optional.empty(), Optional.empty()).get(0);
        assertThat(entry.userId()).startsWith("adaxxx").hasSize(200);
        assertThat(entry.resource()).startsWith("/[2Jyyy").hasSize(500);
        String agent = Objects.requireNonNull(entry.userAgent());
        assertThat(agent).startsWith("agent\ud83d\ude00zzz");
        assertThat(agent.codePointCount(0, agent.length())).isEqualTo(300);
        assertThat(entry.ipAddress()).isEqualTo("203.0.113.9");
        assertThat(entry.success()).isTrue();
    }

    @Test
    void oneCanBeLookedForByWhoAndWhatAPageAtATime() throws InterruptedException {
        AuditLog started = start(10_000);
        for (int i = 0; i < 10; i++) {
            started.note(deed("ada", "/" + i), Retention.USUAL);
            started.note(
                    new Deed("ben", Deed.LOGIN, "/ui", null, null, "Invalid authentication token"), Retention.APART);
        }
        started.close();

        assertThat(entries(Optional.of("ada"), Optional.empty())).hasSize(10);
        assertThat(entries(Optional.of("ben"), Optional.of("POST"))).isEmpty();
        assertThat(entries(Optional.empty(), Optional.of(Deed.LOGIN)))
                .hasSize(10)
                .allSatisfy(entry -> {
                    assertThat(entry.success()).isFalse();
                    assertThat(entry.error()).isEqualTo("Invalid authentication token");
                });
    }

    @Test
    void whatWaitsWhileTheStoreIsAwayIsKeptLaterAndTheRestIsCounted() throws InterruptedException {
        CountDownLatch tried = new CountDownLatch(1);
        AuditLog started = start(intercepted(answer -> tried.countDown()), 5, Duration.ofMinutes(1));
        services.backend.breakWith("away");
        started.note(deed("ada", "/first"), Retention.USUAL);
        // It is in hand from here on, and what is left out is told of with the next.
        tried.await();
        for (int i = 1; i < 400; i++) {
            started.note(deed("ada", "/" + i), Retention.USUAL);
        }
        services.backend.breakWith(null);
        started.leaveOut();
        started.close();

        List<AuditEntry> kept = entries(Optional.of("ada"), Optional.empty());
        List<AuditEntry> losses = entries(Optional.of(AuditEntry.HUB), Optional.of("audit"));
        assertThat(kept).isNotEmpty();
        assertThat(losses).hasSize(1);
        assertThat(losses.get(0).success()).isFalse();
        int lost =
                Integer.parseInt(Objects.requireNonNull(losses.get(0).error()).replace(" entries were not kept", ""));
        assertThat(kept.size() + lost).isEqualTo(401);
    }

    @Test
    void theOldestGoWhenThereAreTooManySoThatThereAreNeverMuchMore() {
        AuditUpkeep upkeep = new AuditUpkeep(services.backend, KEEP, 100, services.clock);
        for (int i = 0; i < 40; i++) {
            int first = i * 25;
            add(first, first + 25, Retention.USUAL);
            upkeep.added(25);
            upkeep.look();
            assertThat(services.backend.count(DocumentKind.AUDIT_ENTRY, null)).isLessThanOrEqualTo(125);
        }

        List<AuditEntry> kept = entries(Optional.empty(), Optional.empty());
        assertThat(kept).hasSize(100);
        assertThat(kept.get(0).resource()).isEqualTo("/999");
        assertThat(kept.get(99).resource()).isEqualTo("/900");
    }

    @Test
    void whatIsTooOldGoesWithinTheHour() {
        AuditUpkeep upkeep = new AuditUpkeep(services.backend, KEEP, 100_000, services.clock);
        upkeep.look();
        add(0, 450, Retention.USUAL);
        add(450, 460, Retention.APART);
        services.clock.move(KEEP.plusMillis(1));
        add(900, 901, Retention.USUAL);

        assertThat(upkeep.pause()).isZero();
        upkeep.look();

        assertThat(upkeep.pause()).isEqualTo(Duration.ofHours(1));
        assertThat(entries(Optional.empty(), Optional.empty()))
                .extracting(AuditEntry::resource)
                .containsExactly("/900");
    }

    @Test
    void whatIsKeptApartIsNotPushedOutByWhatIsMuch() {
        AuditUpkeep upkeep = new AuditUpkeep(services.backend, KEEP, 100, services.clock);
        add(0, 50, Retention.APART);
        for (int i = 0; i < 10; i++) {
            add(1_000 + i * 100, 1_100 + i * 100, Retention.USUAL);
            upkeep.added(100);
            upkeep.look();
        }

        assertThat(entries(Optional.empty(), Optional.empty()))
                .extracting(AuditEntry::resource)
                .hasSize(150)
                .startsWith("/1999")
                .endsWith("/1", "/0");
        add(2_000, 2_100, Retention.APART);
        upkeep.added(100);
        upkeep.look();
        assertThat(entries(Optional.empty(), Optional.empty()))
                .as("a hundred of each")
                .extracting(AuditEntry::resource)
                .hasSize(200)
                .startsWith("/2099")
                .endsWith("/1901", "/1900");
    }

    @Test
    void severalNodesMayForgetAtTheSameTimeAndForgetNoMoreThanIsTooMuch() throws Exception {
        add(0, 600, Retention.USUAL);

        List<Object> outcomes = Services.atOnce(4, node -> {
            new AuditUpkeep(services.backend, KEEP, 100, services.clock).look();
            return "done";
        });

        assertThat(outcomes).containsOnly("done");
        assertThat(services.backend.count(DocumentKind.AUDIT_ENTRY, null)).isEqualTo(100);
    }

    @Test
    void whatAnotherNodeForgetsBetweenTwoCommitsIsCounted() {
        add(0, 600, Retention.USUAL);
        AuditUpkeep other = new AuditUpkeep(services.backend, KEEP, 100, services.clock);
        AtomicBoolean done = new AtomicBoolean();
        Backend between = intercepted(answer -> {
            if (!done.getAndSet(true)) {
                ((CompletionStage<?>) answer).toCompletableFuture().join();
                other.look();
            }
        });

        new AuditUpkeep(between, KEEP, 100, services.clock).look();

        assertThat(done).isTrue();
        assertThat(services.backend.count(DocumentKind.AUDIT_ENTRY, null)).isEqualTo(100);
    }

    @Test
    void whatIsInHandWhenTheEndComesIsStoredIfTheStoreIsBack() throws Exception {
        CountDownLatch tried = new CountDownLatch(1);
        Backend backend = intercepted(answer -> tried.countDown());
        AuditLog started = start(backend, 10_000, Duration.ofMinutes(1));
        services.backend.breakWith("away");
        started.note(deed("ada", "/1"), Retention.USUAL);
        tried.await();
        services.backend.breakWith(null);
        started.close();

        assertThat(entries(Optional.empty(), Optional.empty())).hasSize(1);
    }

    @Test
    void whatFailsForNoKnownReasonIsTriedAgain() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        Backend backend = intercepted(answer -> {
            if (tries.incrementAndGet() == 1) {
                throw new IllegalStateException("planted");
            }
        });
        AuditLog started = start(backend, 10_000, Duration.ofMinutes(1));
        started.note(deed("ada", "/1"), Retention.USUAL);

        await(() -> tries.get() == 2);
        started.close();
        // The first had been stored, and only the word of it was lost.
        assertThat(entries(Optional.empty(), Optional.empty())).hasSize(1);
        assertThat(services.backend.events()).hasSize(1);
    }

    @Test
    void whatCannotBeStoredIsCountedAndHoldsUpNothing() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        CountDownLatch noted = new CountDownLatch(1);
        Backend backend = intercepted(
                commit -> {
                    if (tries.getAndIncrement() == 0) {
                        awaitLatch(noted);
                    } else if (tries.get() <= 4) {
                        throw new IllegalStateException("planted");
                    }
                },
                answer -> {});
        AuditLog started = start(backend, 10_000, Duration.ofMinutes(1));
        started.note(deed("ada", "/first"), Retention.USUAL);
        await(() -> tries.get() == 1);
        // Together, as the first is in hand.
        for (int i = 0; i < 5; i++) {
            started.note(deed("ada", "/" + i), Retention.USUAL);
        }
        noted.countDown();
        await(() -> tries.get() >= 4);
        started.note(deed("ada", "/last"), Retention.USUAL);
        started.close();

        assertThat(entries(Optional.of("ada"), Optional.empty()))
                .extracting(AuditEntry::resource)
                .containsExactly("/last", "/first");
        assertThat(entries(Optional.of(AuditEntry.HUB), Optional.of("audit")))
                .extracting(AuditEntry::error)
                .containsExactly("5 entries were not kept");
    }

    @Test
    void lossesAreToldAlsoWhenNothingFollows() throws InterruptedException {
        AuditLog started = start(services.backend, 10_000, Duration.ofMillis(300));
        for (int times = 1; times <= 2; times++) {
            started.leaveOut();
            int expected = times;
            await(() -> losses().size() == expected);
        }
        started.close();
        assertThat(losses()).containsOnly("1 entries were not kept").hasSize(2);
    }

    @Test
    void lossesAreToldAtTheEnd() throws InterruptedException {
        AuditLog started = start(services.backend, 10_000, Duration.ofMinutes(1));
        started.leaveOut();
        await(() -> losses().size() == 1);
        started.leaveOut();
        started.leaveOut();
        started.close();
        assertThat(losses()).containsExactly("2 entries were not kept", "1 entries were not kept");
    }

    private List<String> losses() {
        return entries(Optional.of(AuditEntry.HUB), Optional.of("audit")).stream()
                .map(entry -> Objects.requireNonNull(entry.error()))
                .toList();
    }

    private AuditLog start(int mostWaiting) {
        return start(services.backend, mostWaiting, Duration.ofMinutes(1));
    }

    private AuditLog start(Backend backend, int mostWaiting, Duration betweenTold) {
        AuditLog started = AuditLog.start(
                backend,
                new AuditUpkeep(services.backend, KEEP, 100_000, services.clock),
                services.clock,
                mostWaiting,
                betweenTold,
                Duration.ofMinutes(1));
        log = started;
        return started;
    }

    private void add(int from, int to, Retention retention) {
        for (int first = from; first < to; first += 200) {
            store.add(IntStream.range(first, Math.min(to, first + 200))
                    .mapToObj(n -> new Kept(deed("ada", "/" + n).entry(services.clock.millis()), retention))
                    .toList());
        }
    }

    /** Returns the store, with something done before a commit answers, and after it is done. */
    private Backend intercepted(Consumer<Object> answered) {
        return intercepted(commit -> {}, answered);
    }

    private Backend intercepted(Consumer<Object> before, Consumer<Object> answered) {
        return (Backend) Proxy.newProxyInstance(
                Backend.class.getClassLoader(), new Class<?>[] {Backend.class}, (proxy, method, args) -> {
                    boolean isCommit = method.getName().equals("commit");
                    if (isCommit) {
                        before.accept(args[0]);
                    }
                    Object answer;
                    try {
                        answer = method.invoke(services.backend, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    if (isCommit) {
                        answered.accept(answer);
                    }
                    return answer;
                });
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private static Deed deed(String user, String resource) {
        return new Deed(user, "POST", resource, "127.0.0.1", "curl", null);
    }

    private List<AuditEntry> entries(Optional<String> user, Optional<String> action) {
        List<AuditEntry> all = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            var page = reads.list(user, action, new Page(cursor, 7));
            page.documents().stream().map(StoredDocument::body).forEach(body -> all.add(body.as(AuditEntry.class)));
            cursor = page.next();
        } while (cursor != null);
        return all;
    }
}
