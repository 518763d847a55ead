package dev.maestro.server.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommandFailureTest {
    @Test
    void wordsOfOthersControlNoTerminal() {
        assertThat(CommandFailure.ofHub("The hub refused: \u009d52;c;x\u009c.").sentence())
                .isEqualTo("The hub refused: 52;c;x.");
    }
}
