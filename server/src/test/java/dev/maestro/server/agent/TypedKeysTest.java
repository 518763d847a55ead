package dev.maestro.server.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TypedKeysTest {
    private long now;
    private final TypedKeys keys = new TypedKeys(() -> now);

    /** Returns the keys among what one read gives. */
    private String keysOf(String read) {
        keys.read();
        StringBuilder found = new StringBuilder();
        for (byte octet : read.getBytes(StandardCharsets.ISO_8859_1)) {
            if (keys.isKey(octet)) {
                found.append((char) octet);
            }
        }
        return found.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001bP1$r2 q\u001b\\",
                "\u001b]11;rgb:q\u001d\u0003\u0007",
                "\u001b[Mq\u0003\u001d",
                "\u001b[<0;1;2M",
                "\u001bOq",
                "\u001b[1;5q",
                "\u001bq",
                "\u001b_Gq\u0003\u001b\\",
                "\u001b\u001b[q"
            })
    void whatTheTerminalSendsByItselfIsNoKey(String sequence) {
        for (int cut = 1; cut <= sequence.length(); cut++) {
            assertThat(keysOf(sequence.substring(0, cut)) + keysOf(sequence.substring(cut)))
                    .as("cut at %s", cut)
                    .isEmpty();
            assertThat(keysOf("aq\u0003\u001d")).isEqualTo("aq\u0003\u001d");
        }
    }

    @Test
    void whatDoesNotGoOnWasAKey() {
        assertThat(keysOf("\u001bP")).isEmpty();
        now += (TypedKeys.WHOLE_WITHIN_MS + 1) * 1_000_000;
        assertThat(keysOf("q")).isEqualTo("q");
    }
}
