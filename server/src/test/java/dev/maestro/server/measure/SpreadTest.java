package dev.maestro.server.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void whatIsAsLargeAsABoundLiesBelowIt() {
        Spread spread = Spread.upTo(0, 10, 100);
        for (double size : new double[] {0, 1, 10, 10.5, 100, 101, 5_000}) {
            spread.add(size);
        }
        Spread.Reading reading = spread.read();
        assertThat(reading.bounds()).containsExactly(0.0, 10.0, 100.0);
        assertThat(reading.counts()).containsExactly(1L, 2L, 2L, 2L);
        assertThat(reading.count()).isEqualTo(7);
        assertThat(reading.sum()).isEqualTo(5_222.5);
    }

    @Test
    void timesAreInSecondsAndNoneIsBelowZero() {
        Spread spread = Spread.ofTimes();
        spread.addNanos(TimeUnit.MILLISECONDS.toNanos(500));
        spread.addNanos(-5);
        Spread.Reading reading = spread.read();
        assertThat(reading.sum()).isEqualTo(0.5);
        assertThat(reading.counts().get(0)).isEqualTo(1);
        assertThat(reading.counts().get(reading.bounds().indexOf(0.5))).isEqualTo(1);
    }
}
