package dev.maestro.server.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.server.screen.ScreenModel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SequencesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b[?1049h",
                "\u001b[?1049h\u001b[2;5r\u001b[?6h\u001b[4h\u001b[20h",
                "\u001b[?1000h\u001b[?1002h\u001b[?1006h\u001b[?1016h\u001b[?1004h\u001b[?2004h\u001b[?2026h",
                "\u001b(0\u001b)0\u000e",
                "\u001b[?25l\u001b[?7l\u001b[?1h\u001b=\u001b[5 q",
                "\u001b]4;1;#123456\u0007\u001b]10;#123456\u0007\u001b]11;#123456\u0007\u001b]12;#123456\u0007",
                "\u001b]8;;http://example.org\u0007\u001b[1;3;4;31;42m",
                "\u001b]8;;cut off",
                "\u001bP1;2",
                "\u001b[1;2"
            })
    void whateverAProgramLeftIsTakenBack(String left) {
        assertThat(after(left)).isEqualTo(after(""));
    }

    private static String after(String left) {
        ScreenModel model = ScreenModel.of(20, 5, 0);
        for (String part : new String[] {left, Sequences.CLEAR, "shown"}) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            model.feed(bytes, 0, bytes.length);
        }
        return model.snapshot();
    }
}
