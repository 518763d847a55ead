package dev.maestro.server.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {
    @Test
    void wordsOfOthersControlNoTerminal() {
        assertThat(Printable.of("a\u001b[2J\u009b31m\u202e\u200b\u2028ä😀\u0007\n"))
                .isEqualTo("a[2J31mä😀");
        assertThat(CommandFailure.ofHub("The hub refused: \u009d52;c;x\u009c.").sentence())
                .isEqualTo("The hub refused: 52;c;x.");
    }
}
