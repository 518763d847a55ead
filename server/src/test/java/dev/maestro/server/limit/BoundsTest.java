package dev.maestro.server.limit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is kept by name stays small, and is counted right. */
class BoundsTest {
    private final MovableNanos time = new MovableNanos();
    private final Bans bans = new Bans(Duration.ofMinutes(5), time);
    private final GateRules rules = new GateRules(Rate.perSecond(100, 200), Duration.ofSeconds(10), bans);

    @Test
    void aFloodOfKeysIsBounded() {
        Gates gates = new Gates(rules, time, 1000);
        for (int i = 0; i < 100_000; i++) {
            assertThat(gates.shared("user:" + i, false).admit().isAllowed()).isTrue();
        }

        assertThat(gates.size()).isEqualTo(1000);
    }

    @Test
    void atTheBoundTheOneAskedForLongestAgoIsForgotten() {
        Gates gates = new Gates(rules, time, 3);
        Gate first = gates.shared("user:1", false);
        Gate second = gates.shared("user:2", false);
        Gate unused = gates.shared("user:3", false);
        assertThat(gates.shared("user:1", false)).isSameAs(first);

        assertThat(gates.shared("user:4", false)).isNotSameAs(unused);

        assertThat(gates.shared("user:1", false)).isSameAs(first);
        assertThat(gates.shared("user:2", false)).isNotSameAs(second);
    }

    @Test
    void idleKeysGoAwayByThemselves() {
        Gates gates = new Gates(rules, time);
        for (int i = 0; i < 500; i++) {
            assertThat(gates.shared("user:" + i, false).admit().isAllowed()).isTrue();
        }
        time.advance(Duration.ofSeconds(61));

        assertThat(gates.shared("user:x", false).admit().isAllowed()).isTrue();
        assertThat(gates.size()).isEqualTo(1);
    }

    @Test
    void aLongKeyIsNotKeptAsItIs() {
        RecentMap<String> map = new RecentMap<>(10, Duration.ofMinutes(1), time);
        String longKey = "user:" + "x".repeat(100_000);

        String kept = map.get(longKey, key -> key);

        assertThat(kept).hasSizeLessThan(100);
        assertThat(map.get(longKey, key -> "another")).isEqualTo(kept);
        assertThat(map.get(longKey + "y", key -> "another")).isEqualTo("another");
    }

    @Test
    void bansAreBoundedAndTheFirstToEndMakesRoom() {
        Bans few = new Bans(Duration.ofMinutes(5), time, 3);
        for (String key : List.of("user:1", "user:2", "user:3", "user:1", "user:4")) {
            few.ban(key);
            time.advance(Duration.ofMillis(1));
        }

        assertThat(few.size()).isEqualTo(3);
        assertThat(few.check("user:2").isAllowed()).isTrue();
        assertThat(few.check("user:1").isAllowed()).isFalse();
        assertThat(few.check("user:3").isAllowed()).isFalse();
        assertThat(few.check("user:4").isAllowed()).isFalse();
    }

    @Test
    void seatsAreGivenBackOnce() {
        ConnectionCounts counts = new ConnectionCounts();
        Optional<Seat> first = counts.take("user:ann", 2);
        Optional<Seat> second = counts.take("user:ann", 2);

        assertThat(counts.take("user:ann", 2)).isEmpty();
        assertThat(counts.take("user:bob", 2)).isPresent();
        first.orElseThrow().close();
        first.orElseThrow().close();
        assertThat(counts.taken("user:ann")).isEqualTo(1);
        assertThat(counts.take("user:ann", 2)).isPresent();
        assertThat(counts.take("user:ann", 2)).isEmpty();
        second.orElseThrow().close();
        assertThat(counts.taken("user:ann")).isEqualTo(1);
    }

    @Test
    void nobodyIsRememberedWhoHasNoSeat() throws InterruptedException {
        ConnectionCounts counts = new ConnectionCounts();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        CountDownLatch done = new CountDownLatch(8);
        for (int i = 0; i < 8; i++) {
            threads.execute(() -> {
                for (int j = 0; j < 10_000; j++) {
                    counts.take("user:" + j % 7, 3).ifPresent(Seat::close);
                }
                done.countDown();
            });
        }

        assertThat(done.await(120, TimeUnit.SECONDS)).isTrue();
        threads.shutdown();
        assertThat(counts.size()).isZero();
    }

    @Test
    void guessesAreSlowedDownAndGoodTokensCostNothing() {
        Guesses guesses = new Guesses(Rate.of(60, Duration.ofMinutes(1), 30), time);
        for (int i = 0; i < 1000; i++) {
            assertThat(guesses.check("203.0.113.7").isAllowed()).isTrue();
        }
        for (int i = 0; i < 30; i++) {
            assertThat(guesses.check("203.0.113.7").isAllowed()).isTrue();
            guesses.failed("203.0.113.7");
        }

        assertThat(guesses.check("203.0.113.7")).isEqualTo(new Verdict(Verdict.Outcome.REFUSED, 1000));
        assertThat(guesses.check("203.0.113.8").isAllowed()).isTrue();
        time.advance(Duration.ofSeconds(1));
        assertThat(guesses.check("203.0.113.7").isAllowed()).isTrue();
        guesses.failed("203.0.113.7");
        assertThat(guesses.check("203.0.113.7").isAllowed()).isFalse();
        time.advance(Duration.ofSeconds(31));
        assertThat(guesses.check("203.0.113.7").isAllowed()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, 203.0.113.7",
        "::ffff:203.0.113.7, 203.0.113.7",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2:0:0:0:0/64",
        "2001:db8:1:2:ffff::, 2001:db8:1:2:0:0:0:0/64",
        "2001:db8:1:3::1, 2001:db8:1:3:0:0:0:0/64",
        "::1, 0:0:0:0:0:0:0:1"
    })
    void anIpv6NetworkCountsAsOne(String address, String key) throws UnknownHostException {
        assertThat(AddressKey.of(InetAddress.getByName(address))).isEqualTo(key);
    }

    @Test
    void oneGateOfASocketIsSmall() {
        Gates gates = new Gates(rules, time);
        int count = 20_000;
        List<Gate> kept = new ArrayList<>(count);
        // By what this thread takes: the heap is that of others, too.
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < count; i++) {
            kept.add(gates.open("user:ann", false));
        }
        long each = (threads.getCurrentThreadAllocatedBytes() - before) / count;

        assertThat(each).isBetween(50L, 500L);
        assertThat(kept).hasSize(count);
    }
}
