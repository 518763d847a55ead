package dev.maestro.server.terminal.sequence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayCleanerTest {
    private static final String ESC = "\u001b";

    @ParameterizedTest(name = "takes out {0}")
    @ValueSource(
            strings = {
                "[c",
                "[0c",
                "[>c",
                "[>0c",
                "[=c",
                "[5n",
                "[6n",
                "[?6n",
                "[?15n",
                "[?996n",
                "[?2004$p",
                "[4$p",
                "[>q",
                "[>0q",
                "P$qm\u001b\\",
                "P$q q\u001b\\",
                "P+q544e\u001b\\",
                "[x",
                "[1x",
                "[11t",
                "[13;2t",
                "[14t",
                "[18t",
                "[21t",
                "[?u",
                "]4;1;?\u0007",
                "]10;?\u001b\\",
                "]11;?\u0007",
                "]19;?\u0007",
                "]52;c;?\u0007",
                "]52;c;aGk=\u001b\\",
                "Z",
                "]9;done\u0007",
                "]777;notify;a;b\u0007",
                "P\u0000$qm\u001b\\",
                "P\u007f$qm\u001b\\",
                "P$\u0001qm\u001b\\",
                "]1\u001c0;?\u0007",
                "]21;foreground=?\u0007",
                "]22;?__current__\u001b\\",
                "]60\u001b\\",
                "]5522;type=read\u001b\\",
                "];10;?\u0007",
                "[?4m",
                "[1;1;1;1;1;1*y",
                "_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\u001b\\"
            })
    void takesOutWhatWouldBeAnswered(String question) {
        assertThat(clean("a" + ESC + question + "b")).isEqualTo("ab");
    }

    @ParameterizedTest(name = "keeps {0}")
    @ValueSource(
            strings = {
                "[31m",
                "[2J",
                "[?1049h",
                "[?1004h",
                "[1;5H",
                "[ q",
                "[2 q",
                "[!p",
                "[62;1\"p",
                "[>1u",
                "[<u",
                "[=1;1u",
                "[22;0t",
                "[23;0t",
                "[8;24;80t",
                "[>4;1m",
                "[>4n",
                "[?0c",
                "[u",
                "[s",
                "]0;title\u0007",
                "]2;what?\u001b\\",
                "]8;;http://x/?\u0007",
                "]4;1;#fff\u0007",
                "]10;#fff\u0007",
                "P1;1q#0;2;0;0;0\u001b\\",
                "_Ga=T,f=100;AAAA\u001b\\",
                "(0",
                "c",
                "7",
                "M",
                "]1337;File=x:AA\u0007",
                "[5S"
            })
    void keepsWhatDraws(String sequence) {
        assertThat(clean("a" + ESC + sequence + "b")).isEqualTo("a" + ESC + sequence + "b");
    }

    @Test
    void takesOutWhatIsTooLongToBeKnown() {
        String zeros = "0".repeat(1_100);
        String pairs = "1;rgb:00/00/00;".repeat(80);
        assertThat(clean("a\u001b[" + zeros + "18tb")).isEqualTo("ab");
        assertThat(clean("a\u001b[?" + zeros + "2026$pb")).isEqualTo("ab");
        assertThat(clean("a\u001b]4;" + pairs + "2;?\u0007b")).isEqualTo("ab");
        assertThat(clean("a\u001bP" + zeros + "$qm\u001b\\b")).isEqualTo("ab");
        assertThat(clean("a\u001b_G" + "i=1,".repeat(300) + "a=q;AAAA\u001b\\b"))
                .isEqualTo("ab");
    }

    @Test
    void whatHadNoEffectHasNoneWithoutWhatFollowedIt() {
        assertThat(clean("\u009d11;?\u009bcb")).isEqualTo("\u009d11;?\u0018b");
    }

    @Test
    void keepsWhatIsLongAndDraws() {
        for (String drawing : new String[] {"]8;;http://x/", "Pq", "_Ga=T,f=100;", "]2;"}) {
            String whole = ESC + drawing + "A".repeat(3_000) + ESC + "\\";
            assertThat(clean(whole)).isEqualTo(whole);
        }
    }

    @Test
    void takesOutWhatRings() {
        assertThat(clean("a\u0007b\u0005c")).isEqualTo("abc");
    }

    @Test
    void takesOutWhatRingsWithinASequence() {
        assertThat(clean("a\u001b[3\u00071mb\u001b[\u00056n\u0007c")).isEqualTo("a\u001b[31mbc");
    }

    @Test
    void takesOutQuestionsInEightBits() {
        assertThat(clean("a\u009b6nb\u009d11;?\u009cc\u0090$qm\u009cd\u009ae")).isEqualTo("abcde");
    }

    @Test
    void takesAStringThatAnotherSequenceEnds() {
        assertThat(clean("a\u001b]52;c;aaaa\u001b[31mb")).isEqualTo("a\u001b[31mb");
    }

    @Test
    void endsWhatOnlyAQuestionEnded() {
        assertThat(clean("a\u001b]0;t\u001b[6nb")).isEqualTo("a\u001b]0;t\u001b\\b");
        assertThat(clean("a\u001b\u001b[6n[6n")).isEqualTo("a\u001b\u0018[6n");
    }

    @Test
    void whatWasCancelledIsNoQuestion() {
        assertThat(clean("\u001b[6\u0018nx\u001b[\u001b[31m")).isEqualTo("\u001b[6\u0018nx\u001b[\u001b[31m");
    }

    @Test
    void textInsideOfStringsIsNoSequence() {
        String sixel = "\u001bP0;0;8q\"1;1;93;14#0[6n\u0007]52\u001b\\";
        assertThat(clean(sixel)).isEqualTo(sixel);
    }

    @Test
    void cleaningTwiceChangesNothingMore() {
        Random random = new Random(3);
        String alphabet = "\u001b\u001b[]PX^_?;0165241nctqu$\\\u0007\u0005\u0018aé😀\u009b\u009d";
        int[] points = alphabet.codePoints().toArray();
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(40); j > 0; j--) {
                text.appendCodePoint(points[random.nextInt(points.length)]);
            }
            // What is open at the end is closed first: a replay is whole sequences.
            String whole = text + "\u0018.";
            String once = clean(whole);
            assertThat(clean(once)).as(whole).isEqualTo(once);
            assertThat(once).endsWith(".");
        }
    }

    private static String clean(String text) {
        return new String(ReplayCleaner.clean(text.getBytes(UTF_8)), UTF_8);
    }
}
