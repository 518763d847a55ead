package dev.maestro.server.terminal.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerFilterTest {
    private static final String ESC = "\u001b";

    private final AnswerFilter filter = new AnswerFilter();

    @ParameterizedTest(name = "{0} is an answer")
    @ValueSource(
            strings = {
                "[?1;2c",
                "[?62;22c",
                "[>0;276;0c",
                "[0n",
                "[3n",
                "[?13n",
                "[24;80R",
                "[1;1R",
                "[2;2R",
                "[1;17R",
                "[?1;1;1R",
                "[?2004;1$y",
                "[4;2$y",
                "P>|xterm.js(5.5.0)\u001b\\",
                "P1$r0m\u001b\\",
                "P1+r544e=78\u001b\\",
                "]10;rgb:ffff/ffff/ffff\u001b\\",
                "]11;rgb:0/0/0\u0007",
                "]52;c;aGk=\u001b\\",
                "_Gi=1;OK\u001b\\",
                "[8;24;80t",
                "[4;600;800t",
                "[?0u",
                "[2;1;1;112;112;1;0x",
                "[?1;0;256S",
                "[I",
                "[O",
                "]Ltitle\u001b\\"
            })
    void answersAreTakenOut(String answer) {
        assertThat(typed("a" + ESC + answer + "b")).isEqualTo("ab");
    }

    @ParameterizedTest(name = "{0} is a key")
    @ValueSource(
            strings = {
                "[A",
                "OP",
                "OA",
                "[1;5C",
                "[3~",
                "[15;2~",
                "[1;2R",
                "[1;16R",
                "[1;5S",
                "[1;2P",
                "[Z",
                "[97;5u",
                "[27;5;9~",
                "[<0;10;20M",
                "[<0;10;20m",
                "[M !!",
                "[M\u0080\u009b!",
                "a",
                "\u001b",
                "b",
                "[[A",
                "[c",
                "[200~x\u001b[0ny\u001b[201~",
                "[R",
                "[5;2~",
                "\r"
            })
    void keysPass(String key) {
        assertThat(typed("a" + ESC + key + "b")).isEqualTo("a" + ESC + key + "b");
    }

    @Test
    void answersMayComeInPieces() {
        String answers = "\u001b[?1;2c\u001bP1$r0m\u001b\\\u001b]11;rgb:0/0/0\u0007\u001b[24;80R";
        StringBuilder left = new StringBuilder();
        for (int i = 0; i < answers.length(); i++) {
            // A lone ESC passes at once, so no piece ends with one.
            int end = answers.charAt(i) == 0x1b ? i + 2 : i + 1;
            left.append(typed(answers.substring(i, end)));
            i = end - 1;
        }
        assertThat(left).isEmpty();
        assertThat(filter.holds()).isFalse();
    }

    @Test
    void aLoneEscapePassesAtOnce() {
        assertThat(typed("\u001b")).isEqualTo("\u001b");
        assertThat(filter.holds()).isFalse();
        assertThat(typed("[A")).isEqualTo("[A");
    }

    @Test
    void whatIsHeldCanBeLetGo() {
        assertThat(typed("x\u001bP")).isEqualTo("x");
        assertThat(filter.holds()).isTrue();
        assertThat(filter.release()).isEqualTo(new Typed("\u001bP", true));
        assertThat(typed("hello")).isEqualTo("hello");
    }

    @Test
    void anUnfinishedStringBeforeAnotherKeyWasAKey() {
        assertThat(typed("\u001bP") + typed("\u001b[A")).isEqualTo("\u001bP\u001b[A");
    }

    @Test
    void modifiedF3IsAnAnswerOnlyToAQuestion() {
        filter.asked(1);
        assertThat(typed("\u001b[1;2R")).isEmpty();
        assertThat(typed("\u001b[1;2R")).isEqualTo("\u001b[1;2R");
        filter.asked(2);
        assertThat(typed("\u001b[7;7R")).isEmpty();
        filter.forgetQuestions();
        assertThat(typed("\u001b[1;2R")).isEqualTo("\u001b[1;2R");
    }

    @Test
    void theFocusIsReportedToWhoAskedAndIsNotTyping() {
        assertThat(filter.filter("\u001b[I", true)).isEqualTo(new Typed("\u001b[I", false));
        assertThat(filter.filter("\u001b[O", true)).isEqualTo(new Typed("\u001b[O", false));
        assertThat(filter.filter("\u001b[O", false)).isEqualTo(new Typed("", false));
    }

    @Test
    void whatIsTooLongForAnAnswerPasses() {
        String parameters = "\u001b[" + "1;".repeat(500) + "c";
        assertThat(typed(parameters)).isEqualTo(parameters);
    }

    @Test
    void anAnswerIsTakenOutHoweverLongItIs() {
        String clipboard = "\u001b]52;c;" + "QUJD".repeat(AnswerFilter.MOST_HELD);
        for (int at = 0; at < clipboard.length(); at += 16_384) {
            assertThat(typed(clipboard.substring(at, Math.min(clipboard.length(), at + 16_384))))
                    .isEmpty();
            assertThat(filter.release().text()).isEmpty();
        }
        assertThat(typed("\u0007ls")).isEqualTo("ls");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"]52;c;QUJ", "[?62;", "P1$r", "P>|xter", "_Gi", "]11;rgb"})
    void theRestOfAnAnswerMayTakeLong(String half) {
        assertThat(typed(ESC + half)).isEmpty();
        assertThat(filter.release().text()).isEmpty();
        assertThat(typed(half.startsWith("[") ? "22c" : "D\u001b\\")).isEmpty();
        assertThat(typed("ls")).isEqualTo("ls");
    }

    @Test
    void anAnswerWithoutAnEndSwallowsNoMoreThanWhatFollowsForSomeTime() {
        assertThat(typed("\u001b]52;c;QUJD")).isEmpty();
        filter.abandon();
        assertThat(typed("ls")).isEqualTo("ls");
    }

    @Test
    void anAnswerWithinAPasteIsPasted() {
        assertThat(typed("\u001b[200~\u001b[")).isEqualTo("\u001b[200~\u001b[");
        assertThat(typed("0n\u001b[20")).isEqualTo("0n\u001b[20");
        assertThat(typed("1~\u001b[0n")).isEqualTo("1~");
    }

    private String typed(String input) {
        return filter.filter(input, false).text();
    }
}
