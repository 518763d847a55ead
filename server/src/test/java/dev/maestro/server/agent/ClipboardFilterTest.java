package dev.maestro.server.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClipboardFilterTest {
    private static final String END = "\u001b\\";

    private static String shown(String... parts) {
        ClipboardFilter filter = new ClipboardFilter();
        StringBuilder out = new StringBuilder();
        for (String part : parts) {
            out.append(filter.shown(part));
        }
        return out.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b]52;c;c2VjcmV0\u0007",
                "\u001b]52;c;c2VjcmV0\u001b\\",
                "\u001b]052;;c2VjcmV0\u009c",
                "\u009d52;c;c2VjcmV0\u0007",
                "\u001b]5\u00002;c;?\u001b\\",
                "\u001b]5522;type=write\u0018",
                "\u001b]52\u0007"
            })
    void nothingReachesTheClipboardWhereverItIsCut(String sequence) {
        for (int cut = 0; cut <= sequence.length(); cut++) {
            assertThat(shown("a" + sequence.substring(0, cut), sequence.substring(cut) + "b\u001b[1mc"))
                    .isEqualTo("a" + END + "b\u001b[1mc");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "\u001b]0;a title\u0007",
                "\u001b]2;52;c;x\u001b\\",
                "\u001b]520;x\u0007",
                "\u001b]8;;http://a\u001b\\b\u001b]8;;\u001b\\",
                "\u001b[52;1H",
                "\u001b]\u0007",
                "\u001b\u001b[1m"
            })
    void allElseIsShown(String text) {
        for (int cut = 0; cut <= text.length(); cut++) {
            assertThat(shown(text.substring(0, cut), text.substring(cut), "z")).isEqualTo(text + "z");
        }
    }

    @Test
    void aSequenceThatBreaksOffIsFollowedByTheNext() {
        assertThat(Map.of(
                        shown("\u001b]52;c;abc\u001b[1mb"), END + "\u001b[1mb",
                        shown("\u001b]52;c;abc\u001b]52;c;def\u0007b"), END + END + "b"))
                .allSatisfy((found, wanted) -> assertThat(found).isEqualTo(wanted));
    }
}
