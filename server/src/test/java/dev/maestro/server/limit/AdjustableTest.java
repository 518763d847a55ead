package dev.maestro.server.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Limits that are changed while those are there who are held to them. */
class AdjustableTest {
    private final MovableNanos time = new MovableNanos();
    private final Adjustable<Rate> rate = new Adjustable<>(Rate.perSecond(10, 20));
    private final Gates gates =
            new Gates(new GateRules(rate, Duration.ofSeconds(10), new Bans(Duration.ofMinutes(5), time)), time);

    @Test
    void aGateThatIsOpenGoesByTheNewRateAtOnce() {
        Gate gate = gates.open("user:a", false);
        Gate shared = gates.shared("user:b", false);
        assertThat(passed(gate)).isEqualTo(20);
        assertThat(passed(shared)).isEqualTo(20);

        rate.set(Rate.perSecond(1, 3));

        assertThat(passed(gate)).isEqualTo(3);
        assertThat(passed(shared)).isEqualTo(3);
        time.advance(Duration.ofSeconds(1));
        assertThat(passed(gate)).isEqualTo(1);
        assertThat(gates.shared("user:b", false)).isSameAs(shared);
    }

    @Test
    void theSameRateAgainForgetsNothing() {
        Gate gate = gates.open("user:a", false);
        assertThat(passed(gate)).isEqualTo(20);

        rate.set(Rate.perSecond(10, 20));

        assertThat(passed(gate)).isZero();
    }

    @Test
    void aSharedGateIsKeptAsLongAsItsPresentRateTakesToRecover() {
        rate.set(Rate.perSecond(1, 600));
        Gate gate = gates.shared("user:a", false);

        time.advance(Duration.ofMinutes(9));

        assertThat(gates.shared("user:a", false)).isSameAs(gate);
    }

    @Test
    void howManySocketsThereMayBeIsAskedEachTime() {
        Adjustable<Integer> most = new Adjustable<>(1);
        SocketLimits limits = new SocketLimits(gates, most::get);
        assertThat(limits.seat("user:a", false)).isPresent();
        assertThat(limits.hasPlace("user:a", false)).isFalse();

        most.set(2);

        assertThat(limits.most()).isEqualTo(2);
        assertThat(limits.hasPlace("user:a", false)).isTrue();
        assertThat(limits.seat("user:a", false)).isPresent();
        assertThat(limits.seat("user:a", false)).isEmpty();
    }

    private static int passed(Gate gate) {
        int count = 0;
        while (gate.admit().isAllowed()) {
            count++;
        }
        return count;
    }
}
