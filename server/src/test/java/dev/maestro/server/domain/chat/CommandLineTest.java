package dev.maestro.server.domain.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CommandLineTest {
    @Test
    void wordsArePartedByBlanksAndHeldByQuotes() {
        CommandLine line = CommandLine.of("  /Deploy  to \"the moon\" now\tfast ");
        assertThat(line.name()).isEqualTo("deploy");
        assertThat(line.arguments()).containsExactly("to", "the moon", "now", "fast");
        assertThat(line.rest()).isEqualTo("to \"the moon\" now\tfast");
        assertThat(line.content()).isEqualTo("  /Deploy  to \"the moon\" now\tfast ");
    }

    @Test
    void theRestIsAsItWasTyped() {
        CommandLine line = CommandLine.of("/reject a1 not  so \"fast\"");
        assertThat(line.textFrom(0)).isEqualTo("a1 not  so \"fast\"");
        assertThat(line.textFrom(1)).isEqualTo("not  so \"fast\"");
        assertThat(line.textFrom(3)).isEqualTo("fast");
        assertThat(line.textFrom(9)).isEmpty();
        assertThat(CommandLine.of("/task \"Fix the login\"").textFrom(0)).isEqualTo("Fix the login");
    }

    @Test
    void oddLinesAreStillLines() {
        assertThat(CommandLine.of("").name()).isEmpty();
        assertThat(CommandLine.of("   ").arguments()).isEmpty();
        assertThat(CommandLine.of("/").name()).isEmpty();
        assertThat(CommandLine.of("sprint start").name()).isEqualTo("sprint");
        assertThat(CommandLine.of("/a \"not closed").arguments()).isEqualTo(List.of("not closed"));
        assertThat(CommandLine.of("/a \"\" b").arguments()).isEqualTo(List.of("", "b"));
    }
}
