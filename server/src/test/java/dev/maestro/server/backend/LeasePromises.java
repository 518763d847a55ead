package dev.maestro.server.backend;

import static dev.maestro.server.backend.Sample.committed;
import static dev.maestro.server.backend.Sample.conflicts;
import static dev.maestro.server.backend.Sample.event;
import static dev.maestro.server.backend.Sample.put;
import static dev.maestro.server.backend.Sample.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link Leases} promises, and {@link Condition.LeaseHeld}. */
abstract class LeasePromises {
    private static final Duration TIME = Duration.ofSeconds(30);
    private static final Duration MOMENT = Duration.ofMillis(1);

    private Backend backend;
    private Leases leases;
    /** Of another node, where the store can have several. */
    private Leases there;

    abstract BackendContract contract();

    @BeforeEach
    void open() {
        backend = contract().open();
        leases = backend.leases();
        there = contract().openSecond(backend).leases();
    }

    @Test
    void oneHoldsAName() {
        Lease lease = take("a");

        assertThat(lease.name()).isEqualTo("a");
        assertThat(there.take("a", TIME)).isEmpty();
        assertThat(leases.take("b", TIME)).isPresent();
    }

    @Test
    void of32WhoTakeANameAtOnceOneGetsIt() throws Exception {
        for (int round = 0; round < 20; round++) {
            String name = "round-" + round;
            assertThat(winners(32, name)).hasSize(1);
        }
    }

    @Test
    void of32WhoTakeOverANameThatRanOutOneGetsIt() throws Exception {
        for (int round = 0; round < 20; round++) {
            Lease before = take("a");
            move(TIME);
            List<Lease> winners = winners(32, "a");
            assertThat(winners).hasSize(1);
            assertThat(winners.get(0).token()).isGreaterThan(before.token());
            leases.release(winners.get(0));
        }
    }

    @Test
    void aLeaseHoldsForItsTime() {
        Lease lease = take("a");
        move(TIME.minus(MOMENT));
        assertThat(there.take("a", TIME)).isEmpty();

        move(MOMENT);
        assertThat(leases.take("a", TIME)).isPresent().get().isNotEqualTo(lease);
    }

    @Test
    void aLeaseThatIsRenewedHoldsOn() {
        Lease lease = take("a");
        for (int i = 0; i < 10; i++) {
            move(TIME.minus(MOMENT));
            assertThat(leases.renew(lease, TIME)).isTrue();
        }
        assertThat(there.take("a", TIME)).isEmpty();
        move(TIME);
        assertThat(leases.take("a", TIME)).isPresent();
    }

    @Test
    void renewingCountsFromNow() {
        Lease lease = take("a");
        assertThat(leases.renew(lease, Duration.ofSeconds(1))).isTrue();
        move(Duration.ofSeconds(1));

        assertThat(leases.take("a", TIME)).isPresent();
    }

    @Test
    void aLeaseThatRanOutIsNotRenewedThoughNobodyTookIt() {
        Lease lease = take("a");
        move(TIME);

        assertThat(leases.renew(lease, TIME)).isFalse();
        assertThat(leases.take("a", TIME)).isPresent();
    }

    @Test
    void whoLostALeaseDoesNothingToItsNextHolder() {
        Lease late = take("a");
        move(TIME);
        Lease next = take("a");

        assertThat(leases.renew(late, Duration.ofDays(1))).isFalse();
        leases.release(late);
        assertThat(there.take("a", TIME)).isEmpty();
        assertThat(leases.renew(next, TIME)).isTrue();
    }

    @Test
    void aLeaseThatIsGivenBackIsFree() {
        Lease lease = take("a");
        leases.release(lease);
        leases.release(lease);

        assertThat(leases.renew(lease, TIME)).isFalse();
        assertThat(leases.take("a", TIME)).isPresent();
    }

    @Test
    void tokensOfANameGrow() {
        long last = 0;
        for (int i = 0; i < 30; i++) {
            Lease lease = take("a");
            assertThat(lease.token()).isGreaterThan(last);
            last = lease.token();
            if (i % 2 == 0) {
                leases.release(lease);
            } else {
                move(TIME);
            }
        }
        // Long after the last was heard of, and in the next process.
        move(Duration.ofDays(30));
        long late = take("a").token();
        assertThat(late).isGreaterThan(last);
        backend.close();
        move(TIME);
        Lease again = contract().open().leases().take("a", TIME).orElseThrow();
        assertThat(again.token()).isGreaterThan(late);
    }

    @Test
    void aCommitUnderALeaseIsStoredWhileItHolds() {
        Lease lease = take("a");
        committed(backend, under(lease, "first"));
        move(TIME.minus(MOMENT));
        committed(backend, under(lease, "second"));

        move(MOMENT);
        conflicts(backend, under(lease, "third"));
        assertThat(backend.find(task("second"))).isPresent();
        assertThat(backend.find(task("third"))).isEmpty();
    }

    @Test
    void aCommitUnderALeaseOfAnEarlierHolderIsRefused() {
        Lease late = take("a");
        move(TIME);
        Lease next = take("a");

        conflicts(backend, under(late, "late"));
        committed(backend, under(next, "next"));
        leases.release(next);
        conflicts(backend, under(next, "released"));
        conflicts(backend, under(new Lease("never", 1), "never"));
        for (String refused : List.of("late", "released", "never")) {
            assertThat(backend.find(task(refused))).isEmpty();
        }
    }

    @Test
    void whatIsOverItsLimitIsRefused() {
        String longest = "é".repeat(Leases.MAX_NAME_LENGTH);
        assertThat(leases.take(longest, MOMENT)).isPresent();

        assertThatThrownBy(() -> leases.take(longest + "x", TIME)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> leases.take("b", Duration.ofNanos(999_999)))
                .isInstanceOf(IllegalArgumentException.class);
        Lease lease = take("c");
        assertThatThrownBy(() -> leases.renew(lease, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aClosedBackendLeasesNothing() {
        Lease lease = take("a");
        backend.close();

        assertThatThrownBy(() -> leases.take("b", TIME)).isInstanceOf(BackendUnavailableException.class);
        assertThatThrownBy(() -> leases.renew(lease, TIME)).isInstanceOf(BackendUnavailableException.class);
        assertThatThrownBy(() -> leases.release(lease)).isInstanceOf(BackendUnavailableException.class);
    }

    private static Commit under(Lease lease, String id) {
        return Commit.builder()
                .require(new Condition.LeaseHeld(lease))
                .change(put(id, 0))
                .event(event(id, 1))
                .build();
    }

    private List<Lease> winners(int takers, String name) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(takers);
        try {
            CountDownLatch go = new CountDownLatch(1);
            List<Future<Optional<Lease>>> results = new ArrayList<>();
            for (int i = 0; i < takers; i++) {
                Leases at = i % 2 == 0 ? leases : there;
                results.add(callers.submit(() -> {
                    go.await();
                    return at.take(name, TIME);
                }));
            }
            go.countDown();
            List<Lease> winners = new ArrayList<>();
            for (Future<Optional<Lease>> result : results) {
                result.get().ifPresent(winners::add);
            }
            return winners;
        } finally {
            callers.shutdownNow();
        }
    }

    private Lease take(String name) {
        return leases.take(name, TIME).orElseThrow();
    }

    private void move(Duration by) {
        contract().clock().move(by);
    }
}
