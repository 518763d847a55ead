package dev.maestro.server.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SlicesTest {
    private static final long FAST = TimeUnit.MICROSECONDS.toNanos(10);
    private static final long SLOW = TimeUnit.MILLISECONDS.toNanos(50);

    private final Slices slices = new Slices();

    @Test
    void theyGrowWhereWorkIsFastAndShrinkWhereItIsSlow() {
        for (int i = 0; i < 20; i++) {
            assertThat(slices.took(slices.next(), FAST)).isFalse();
        }
        assertThat(slices.next()).isEqualTo(OutputLog.LARGEST_CHUNK);
        for (int i = 0; i < 20; i++) {
            assertThat(slices.took(slices.next(), SLOW)).isFalse();
        }
        assertThat(slices.next()).isEqualTo(64);
    }

    @Test
    void whatStaysSlowIsTooDearAndOneLongPauseIsNot() {
        assertThat(slices.took(4_096, TimeUnit.HOURS.toNanos(1))).isFalse();
        boolean dear = false;
        for (int i = 0; i < 40; i++) {
            dear |= slices.took(slices.next(), SLOW);
        }
        assertThat(dear).isTrue();
    }
}
