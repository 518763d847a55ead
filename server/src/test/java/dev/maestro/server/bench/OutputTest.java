package dev.maestro.server.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutputTest {
    @Test
    void whateverIsCutOutMatchesItsPlace() {
        for (long position : new long[] {0, 1, 8_190, 8_191, 100_000, 1L << 40}) {
            assertThat(Output.at(position, 20_000)).hasSize(20_000);
            assertThat(Output.matches(position, Output.at(position, 20_000))).isTrue();
        }
    }

    @Test
    void whatIsShiftedOrChangedDoesNot() {
        String text = Output.at(500, 300);

        assertThat(Output.matches(501, text)).isFalse();
        assertThat(Output.matches(500 + 4096, text)).isFalse();
        assertThat(Output.matches(500, text.substring(0, 299) + "Z")).isFalse();
    }
}
