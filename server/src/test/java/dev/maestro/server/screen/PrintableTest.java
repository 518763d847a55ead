package dev.maestro.server.screen;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {
    @Test
    void wordsOfOthersControlNoTerminal() {
        assertThat(Printable.of("a\u001b[2J\u009b31m\u202e\u200b\u2028ä😀\u0007\n"))
                .isEqualTo("a[2J31mä😀");
    }

    @Test
    void columnsAreThoseOfATerminal() {
        assertThat(Printable.columns("aä")).isEqualTo(2);
        assertThat(Printable.columns("日本")).isEqualTo(4);
        assertThat(Printable.columns("e\u0301")).isEqualTo(1);
    }
}
