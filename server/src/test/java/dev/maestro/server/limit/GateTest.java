package dev.maestro.server.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.limit.Verdict.Outcome;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {
    private static final Duration BAN = Duration.ofMinutes(5);
    private static final Duration BAN_AFTER = Duration.ofSeconds(10);
    private static final String KEY = "user:ann";

    private final MovableNanos time = new MovableNanos();
    private final Bans bans = new Bans(BAN, time);
    private final Gates natives = gates(Rate.perSecond(100, 200));
    private final Gates portal = gates(Rate.perSecond(10, 10).and(Rate.of(100, Duration.ofMinutes(1), 100)));

    private Gates gates(Rate rate) {
        return new Gates(new GateRules(rate, BAN_AFTER, bans), time);
    }

    @Test
    void letsABurstThroughAndSaysHowLongToWait() {
        Gate gate = natives.open(KEY, false);
        for (int i = 0; i < 200; i++) {
            assertThat(gate.admit().isAllowed()).isTrue();
        }

        assertThat(gate.admit()).isEqualTo(new Verdict(Outcome.REFUSED, 10));
        time.advance(Duration.ofMillis(9));
        assertThat(gate.admit()).isEqualTo(new Verdict(Outcome.REFUSED, 1));
        time.advance(Duration.ofMillis(1));
        assertThat(gate.admit().isAllowed()).isTrue();
        assertThat(gate.admit().isAllowed()).isFalse();
    }

    @Test
    void theWaitIsNeverToldAsZero() {
        Gate gate = gates(Rate.perSecond(1_000_000, 1)).open(KEY, false);
        assertThat(gate.admit().isAllowed()).isTrue();

        assertThat(gate.admit()).isEqualTo(new Verdict(Outcome.REFUSED, 1));
    }

    @Test
    void holdsToTheSecondAndToTheMinute() {
        Gate gate = portal.open(KEY, false);
        int allowed = 0;
        for (int second = 0; second < 60; second++) {
            for (int i = 0; i < 9; i++) {
                allowed += gate.admit().isAllowed() ? 1 : 0;
            }
            time.advance(Duration.ofSeconds(1));
        }

        assertThat(allowed).isBetween(100, 200);
        for (int i = 0; i < 10; i++) {
            assertThat(portal.open("user:bob", false).admit().isAllowed()).isTrue();
        }
    }

    @Test
    void tenInOneSecondAreTheMostOfThePortal() {
        Gate gate = portal.open(KEY, false);
        for (int i = 0; i < 10; i++) {
            assertThat(gate.admit().isAllowed()).isTrue();
        }

        assertThat(gate.admit()).isEqualTo(new Verdict(Outcome.REFUSED, 100));
    }

    @Test
    void whoIgnoresRefusalsIsServedAtTheRateAndThenBanned() {
        Gate gate = natives.open(KEY, false);
        Map<Outcome, Integer> first = send(gate, 1000, Duration.ofSeconds(9));

        assertThat(first.get(Outcome.ALLOWED)).isBetween(1090, 1110);
        assertThat(first.get(Outcome.REFUSED)).isGreaterThan(7000);
        assertThat(first).doesNotContainKey(Outcome.BANNED);

        assertThat(send(gate, 1000, Duration.ofSeconds(3))).containsKey(Outcome.BANNED);
        assertThat(gate.admit().outcome()).isEqualTo(Outcome.BANNED);
    }

    @Test
    void aBanHoldsForEveryGateOfTheKeyAndEnds() {
        Gate gate = natives.open(KEY, false);
        send(gate, 1000, Duration.ofSeconds(12));
        long left = gate.admit().retryAfterMillis();

        assertThat(left).isBetween(290_000L, 300_000L);
        assertThat(portal.open(KEY, false).admit()).isEqualTo(new Verdict(Outcome.BANNED, left));
        assertThat(bans.check(KEY)).isEqualTo(new Verdict(Outcome.BANNED, left));
        assertThat(natives.open("user:bob", false).admit().isAllowed()).isTrue();

        time.advance(Duration.ofMillis(left - 1));
        assertThat(gate.admit()).isEqualTo(new Verdict(Outcome.BANNED, 1));
        time.advance(Duration.ofMillis(1));
        assertThat(gate.admit().isAllowed()).isTrue();
        assertThat(bans.check(KEY).isAllowed()).isTrue();
        assertThat(bans.size()).isZero();
    }

    @Test
    void aSparedKeyIsNeverBannedButItsGateShuts() {
        Gate loop = natives.open("local:local", true);
        assertThat(send(loop, 1000, Duration.ofSeconds(12))).containsKey(Outcome.BANNED);

        assertThat(loop.admit().outcome()).isEqualTo(Outcome.BANNED);
        assertThat(bans.size()).isZero();
        assertThat(natives.open("local:local", true).admit().isAllowed()).isTrue();
        time.advance(BAN);
        assertThat(loop.admit().isAllowed()).isTrue();
    }

    @Test
    void whoWaitsAsToldIsNeverBanned() {
        Gate gate = portal.open(KEY, false);
        int refused = 0;
        for (int i = 0; i < 2000; i++) {
            Verdict verdict = gate.admit();
            assertThat(verdict.outcome()).isNotEqualTo(Outcome.BANNED);
            if (!verdict.isAllowed()) {
                refused++;
                time.advance(Duration.ofMillis(verdict.retryAfterMillis()));
            }
        }

        assertThat(refused).isGreaterThan(900);
    }

    @Test
    void whoIsALittleOverIsOnlyCutDown() {
        Gate gate = natives.open(KEY, false);

        Map<Outcome, Integer> minute = send(gate, 125, Duration.ofMinutes(1));

        assertThat(minute).doesNotContainKey(Outcome.BANNED);
        assertThat(minute.get(Outcome.ALLOWED)).isBetween(6190, 6210);
    }

    @ParameterizedTest
    @ValueSource(ints = {250, 500, 5000})
    void whoStaysFarOverIsBanned(int perSecond) {
        assertThat(send(natives.open(KEY, false), perSecond, Duration.ofSeconds(20)))
                .containsKey(Outcome.BANNED);
    }

    @Test
    void aPauseBeginsTheTenSecondsAnew() {
        Gate gate = natives.open(KEY, false);
        for (int i = 0; i < 10; i++) {
            assertThat(send(gate, 1000, Duration.ofSeconds(8))).doesNotContainKey(Outcome.BANNED);
            time.advance(Duration.ofSeconds(3));
        }
    }

    @Test
    void aSharedGateIsOneForAllWhoAsk() {
        for (int i = 0; i < 200; i++) {
            assertThat(natives.shared(KEY, false).admit().isAllowed()).isTrue();
        }

        assertThat(natives.shared(KEY, false).admit().isAllowed()).isFalse();
        assertThat(natives.shared("user:bob", false).admit().isAllowed()).isTrue();
    }

    @Test
    void aRefusalSaysWhenToTryAgain() {
        Verdict verdict = new Verdict(Outcome.REFUSED, 1500);

        assertThatThrownBy(verdict::orRefuse).isInstanceOfSatisfying(HubException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.RATE_LIMITED);
            assertThat(e.retryAfterMillis()).hasValue(1500);
        });
        assertThatThrownBy(() -> Verdict.allowed().refusal()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void manyThreadsTogetherGetNoMoreThanTheBurst() throws InterruptedException {
        Gate gate = natives.open(KEY, false);
        AtomicInteger allowed = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(8);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        for (int i = 0; i < 8; i++) {
            threads.execute(() -> {
                for (int j = 0; j < 1000; j++) {
                    allowed.addAndGet(gate.admit().isAllowed() ? 1 : 0);
                }
                done.countDown();
            });
        }

        assertThat(done.await(120, TimeUnit.SECONDS)).isTrue();
        threads.shutdown();
        assertThat(allowed).hasValue(200);
    }

    /** Sends at an even speed, whatever is answered. */
    private Map<Outcome, Integer> send(Gate gate, int perSecond, Duration duration) {
        Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
        Duration step = Duration.ofNanos(1_000_000_000L / perSecond);
        long most = duration.toNanos() / step.toNanos();
        for (long i = 0; i < most; i++) {
            counts.merge(gate.admit().outcome(), 1, Integer::sum);
            time.advance(step);
        }
        return counts;
    }
}
