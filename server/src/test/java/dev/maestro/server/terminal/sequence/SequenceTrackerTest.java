package dev.maestro.server.terminal.sequence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SequenceTrackerTest {
    private final SequenceTracker tracker = new SequenceTracker(64 * 1_024);
    private long position;

    @ParameterizedTest(name = "{0} is open")
    @ValueSource(
            strings = {
                "\u001b",
                "\u001b[",
                "\u001b[1;3",
                "\u001b(",
                "\u001b]0;abc",
                "\u001b]0;abc\u001b",
                "\u001bP1q##",
                "\u001b_G",
                "\u001bX..\u0007",
                "\u001b^abc",
                "\u009b1",
                "\u009d0;é",
                "\u001b[?\u0007\u0005",
                "\u001bPa\u0007b"
            })
    void knowsWhatIsOpen(String begun) {
        feed("ab" + begun);
        assertThat(tracker.opened()).isEqualTo(2);
    }

    @ParameterizedTest(name = "{0} is closed")
    @ValueSource(
            strings = {
                "",
                "é😀",
                "\u001b[m",
                "\u001bM",
                "\u001b(B",
                "\u001b]0;abc\u0007",
                "\u001b]0;a\u001b\\",
                "\u001bPq\u001b\\",
                "\u001bPq\u0018",
                "\u001b]a\u001a",
                "\u001b[1\u0018",
                "\u009bm",
                "\u009d0;é\u009c",
                "\u001b[é",
                "\u0085",
                "\u001b]é©\u0007",
                "\u00a9"
            })
    void knowsWhatIsClosed(String ended) {
        feed("ab" + ended);
        assertThat(tracker.opened()).isEqualTo(-1);
    }

    @Test
    void everyPlaceToCutIsOutsideOfSequencesAndCharacters() {
        Random random = new Random(8);
        StringBuilder all = new StringBuilder();
        String[] parts = {
            "é", "text ", "😀", "\u001b[31m", "\u001b]0;" + "t".repeat(900) + "\u0007", "\u001bPq1\u001b\\"
        };
        for (int i = 0; i < 5_000; i++) {
            String part = parts[random.nextInt(parts.length)];
            feed(part);
            all.append(part);
        }
        byte[] bytes = all.toString().getBytes(UTF_8);
        int cuts = 0;
        for (long cut = tracker.cutAtOrAfter(position - 60_000); cut >= 0; cut = tracker.cutAtOrAfter(cut + 1)) {
            SequenceTracker before = new SequenceTracker(1_024);
            before.feed(bytes, 0, (int) cut, 0);
            assertThat(before.opened()).isEqualTo(-1);
            assertThat(bytes[(int) cut] & 0xc0).isNotEqualTo(0x80);
            cuts++;
        }
        assertThat(cuts).isGreaterThan(20);
    }

    @Test
    void findsPlacesToCutInOneLargePiece() {
        feed("é".repeat(100_000));
        assertThat(tracker.cutAtOrAfter(position - 10_000)).isBetween(position - 10_000, position - 8_900);
    }

    @Test
    void anEndlessStringHasNoPlaceToCut() {
        feed("\u001b]52;c;");
        feed("A".repeat(300_000));
        assertThat(tracker.cutAtOrAfter(1)).isEqualTo(-1);
        assertThat(tracker.opening()).startsWith("\u001b]");
        feed("\u0007");
        assertThat(tracker.cutAtOrAfter(1)).isEqualTo(position);
        assertThat(tracker.opening()).isEmpty();
    }

    @Test
    void sequencesMayComeInPieces() {
        String[] pieces = {
            "\u001b",
            "]",
            "0",
            ";",
            "the title",
            "\u001b",
            "\\",
            "\u001b[",
            "?10",
            "04",
            ";25",
            "h",
            "\u001b[",
            "6",
            "n"
        };
        for (String piece : pieces) {
            feed(piece);
        }
        assertThat(tracker.title()).isEqualTo("the title");
        assertThat(tracker.focusReports()).isTrue();
        assertThat(tracker.cursorQuestions(0, position)).isEqualTo(1);
        assertThat(tracker.cursorQuestions(position, position + 1)).isZero();
    }

    @Test
    void knowsWhetherTheFocusIsAskedFor() {
        feed("\u001b[?1000;1004h");
        assertThat(tracker.focusReports()).isTrue();
        feed("\u001b[?1004l");
        assertThat(tracker.focusReports()).isFalse();
        feed("\u001b[?1004h\u001bc");
        assertThat(tracker.focusReports()).isFalse();
    }

    private void feed(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        tracker.feed(bytes, 0, bytes.length, position);
        position += bytes.length;
    }
}
