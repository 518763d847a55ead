package dev.maestro.server.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.server.agent.output.TerminalSize;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What viewers ask before the command runs is kept for it. */
class AskedTest {
    private static final int MEBIBYTE = 1024 * 1024;

    private final List<String> done = new ArrayList<>();
    private final Asked asked = new Asked();

    private void begin(boolean takes) {
        asked.begin(new Asked.Terminal(
                bytes -> {
                    done.add(new String(bytes, StandardCharsets.UTF_8));
                    return takes;
                },
                size -> done.add(size.toString())));
    }

    @Test
    void whatWasTypedBeforeTheCommandRanComesFirstAndAfterTheLatestSize() {
        asked.type("ech");
        asked.resize(new TerminalSize(100, 30));
        asked.type("o ü");
        asked.resize(new TerminalSize(90, 20));
        assertThat(asked.begun()).isFalse();

        begin(true);
        asked.type("\r");
        asked.resize(new TerminalSize(80, 24));

        assertThat(asked.begun()).isTrue();
        assertThat(done).containsExactly("90x20", "echo ü", "\r", "80x24");
        assertThat(asked.dropped()).isZero();
    }

    @Test
    void aCommandOfWhichNothingWasAskedGetsNothing() {
        begin(true);
        assertThat(done).isEmpty();
    }

    @Test
    void whatIsTooMuchOrNotReadIsDroppedAndCounted() {
        asked.type("x".repeat(MEBIBYTE - 1));
        asked.type("ü");
        asked.type("y");
        assertThat(asked.dropped()).isEqualTo(2);

        begin(false);
        asked.type("z");
        assertThat(done).extracting(String::length).containsExactly(MEBIBYTE, 1);
        assertThat(asked.dropped()).isEqualTo(2 + MEBIBYTE + 1);
    }

    @Test
    void aSizeThatNoTerminalMayHaveIsIgnored() {
        asked.resize(new TerminalSize(0, 24));
        begin(true);
        asked.resize(new TerminalSize(80, 501));
        assertThat(done).isEmpty();
    }
}
