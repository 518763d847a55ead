package dev.maestro.server.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ScreenModelTest {
    private static final int MIB = 1 << 20;

    @Test
    void whatIsUnfinishedIsCountedAndNotInTheSnapshot() {
        ScreenModel model = ScreenModel.of(20, 3, 0);
        feed(model, "x\u001b[1;3");
        assertThat(model.unfinishedBytes()).isEqualTo(5);
        feed(model, "1m");
        assertThat(model.unfinishedBytes()).isZero();
        model.feed(new byte[] {(byte) 0xE6, (byte) 0x97}, 0, 2);
        assertThat(model.unfinishedBytes()).isEqualTo(2);
        feed(model, "\u001b]2;tit");
        assertThat(model.unfinishedBytes()).isEqualTo(7);
        assertThat(model.snapshot()).doesNotContain("tit");
        feed(model, "le\u0007");
        assertThat(model.title()).isEqualTo("title");
        assertThat(model.snapshot()).contains("\u001b]2;title\u001b\\");
    }

    @Test
    void endlessStringsAreGivenUpInBoundedMemory() {
        for (String opening :
                new String[] {"\u001b]2;", "\u001b]52;c;", "\u001bPq", "\u001b_", "\u001bX", "\u001b[1;", "\u001bP1;"
                }) {
            ScreenModel model = ScreenModel.of(20, 3, 100);
            feed(model, "before" + opening);
            byte[] filling = Streams.bytes("1".repeat(64 << 10));
            for (int i = 0; i < 40; i++) {
                model.feed(filling, 0, filling.length);
            }
            assertThat(model.unfinishedBytes()).as(opening).isZero();
            assertThat(model.memoryBytes()).as(opening).isLessThan(MIB / 2);
            ScreenModel copy = ScreenModel.of(20, 3, 100);
            feed(copy, model.snapshot());
            for (ScreenModel each : new ScreenModel[] {model, copy}) {
                feed(each, "1\u001b\\\u0018after");
            }
            assertThat(model.title()).as(opening).isEmpty();
            assertThat(Shown.whole(copy)).as(opening).isEqualTo(Shown.whole(model));
            assertThat(Shown.seen(model).toString()).as(opening).contains("b e f o r e a f t e r");
        }
    }

    @Test
    void manyPlainLinesAtOnceLeaveWhatTheyLeaveOneByOne() {
        Random chance = new Random(5);
        String[] pieces = {
            "y\n",
            "y\r\n",
            "\n",
            "\r",
            "a line of text",
            "0123456789012345678901234567890\n",
            "\u001b[1;31mred",
            "\u001b[m",
            "\t",
            "\u001b7"
        };
        String[] others = {
            "\u001b[2;4r",
            "\u001b[r",
            "\u001b[?7l",
            "\u001b[?7h",
            "\u001b[20h",
            "\u001b[20l",
            "\u001b(0",
            "\u001b(B",
            "\u001b[4h",
            "\u001b[4l",
            "\u001b[?1049h",
            "\u001b[?1049l",
            "\u001b[H",
            "ä",
            "\u001b[3;30H",
            "\u001b8"
        };
        for (int round = 0; round < 300; round++) {
            StringBuilder text = new StringBuilder();
            for (int part = 0; part < 4; part++) {
                int plain = 4 + chance.nextInt(5);
                for (int i = 0; i < 200; i++) {
                    text.append(pieces[chance.nextInt(chance.nextInt(30) == 0 ? pieces.length : Math.min(plain, 6))]);
                }
                text.append(others[chance.nextInt(others.length)]);
            }
            byte[] bytes = Streams.bytes(text.toString());
            ScreenModel atOnce = ScreenModel.of(30, 5, 12);
            ScreenModel oneByOne = ScreenModel.of(30, 5, 12);
            for (int i = 0; i < 3; i++) {
                atOnce.feed(bytes, 0, bytes.length);
                for (int at = 0; at < bytes.length; at++) {
                    oneByOne.feed(bytes, at, 1);
                }
                assertThat(Shown.whole(atOnce)).as(text.toString()).isEqualTo(Shown.whole(oneByOne));
                assertThat(atOnce.snapshot()).isEqualTo(oneByOne.snapshot());
            }
        }
    }

    @Test
    void controlInsideASequenceHasItsEffectOnce() {
        ScreenModel model = ScreenModel.of(20, 4, 0);
        feed(model, "a\u001b[3\n1");
        ScreenModel copy = ScreenModel.of(20, 4, 0);
        feed(copy, model.snapshot());
        assertThat(model.unfinishedBytes()).isZero();
        feed(model, "mb");
        feed(copy, "mb");
        assertThat(Shown.whole(copy)).isEqualTo(Shown.whole(model)).contains("cursor 2,1");
    }

    @Test
    void hugeNumbersAndManyOfThemAreTakenInNoTime() {
        ScreenModel model = ScreenModel.of(80, 24, 100);
        for (char last = '@'; last < 0x7F; last++) {
            feed(model, "word\u001b[99999999999;99999999999" + last + "word\u001b[?99999999999" + last);
            feed(model, "word\u001b[" + "9;".repeat(5000) + "1" + last);
            feed(model, "word\u001b[" + "9:".repeat(5000) + "1" + last);
        }
        assertThat(model.memoryBytes()).isLessThan(MIB);
    }

    @Test
    void anyBytesAndAnySizesAreTaken() {
        Random random = new Random(1);
        for (int round = 0; round < 60; round++) {
            ScreenModel model =
                    ScreenModel.of(random.nextInt(2000) - 500, random.nextInt(1000) - 300, random.nextInt(50));
            byte[] bytes = new byte[3000];
            for (int part = 0; part < 4; part++) {
                random.nextBytes(bytes);
                for (int i = 0; i < bytes.length; i += 5) {
                    bytes[i] = (byte) (random.nextInt(3) == 0 ? 0x1B : random.nextInt(0x80));
                }
                model.feed(bytes, 0, bytes.length);
                int cols = random.nextInt(5) == 0 ? Integer.MAX_VALUE : random.nextInt(100);
                model.resize(cols, random.nextInt(5) == 0 ? Integer.MIN_VALUE : random.nextInt(60));
                ScreenModel copy = ScreenModel.of(model.cols(), model.rows(), 50);
                feed(copy, model.snapshot());
                assertThat(copy.title()).isEqualTo(model.title());
            }
        }
    }

    @Test
    void sizesAreBroughtIntoTheirBounds() {
        ScreenModel model = ScreenModel.of(0, -1, 0);
        assertThat(model.cols()).isEqualTo(2);
        assertThat(model.rows()).isEqualTo(1);
        model.resize(1_000_000_000, 1_000_000_000);
        assertThat(model.cols()).isEqualTo(1000);
        assertThat(model.rows()).isEqualTo(500);
    }

    @Test
    void historyIsBoundedInLinesAndInBytes() {
        ScreenModel model = ScreenModel.of(200, 10, 1000);
        StringBuilder line = new StringBuilder();
        Random random = new Random(2);
        for (int i = 0; i < 200; i++) {
            line.append("\u001b[38;2;")
                    .append(random.nextInt(256))
                    .append(";1;2;48;2;")
                    .append(i)
                    .append(";3;4mx\u0301\u0302");
        }
        for (int i = 0; i < 1300; i++) {
            feed(model, line + "\r\n");
        }
        assertThat(model.memoryBytes()).isLessThan(2 * MIB);

        ScreenModel plain = ScreenModel.of(80, 24, 1000);
        for (int i = 1; i <= 100_000; i++) {
            feed(plain, "line " + i + "\r\n");
        }
        assertThat(plain.snapshot())
                .contains("line 100000")
                .contains("line 98978\r")
                .doesNotContain("line 98977\r");
        assertThat(plain.memoryBytes()).isLessThan(200 << 10);
    }

    @Test
    void snapshotAsksNothingAndLeavesTheClipboardAlone() {
        ScreenModel model = ScreenModel.of(80, 24, 100);
        feed(model, "\u0007\u001b]52;c;aGVsbG8=\u0007\u001b[c\u001b[6n\u001b]11;?\u0007\u001bP$qm\u001b\\text");
        assertThat(model.snapshot())
                .startsWith(ScreenModel.PROLOGUE)
                .doesNotContain("\u0007")
                .doesNotContain("]52")
                .doesNotContain("6n")
                .doesNotContain("?\u001b");
    }

    @Test
    void unfinishedSynchronisedOutputIsShownAsItIsWithTheModeOn() {
        ScreenModel model = ScreenModel.of(80, 24, 0);
        feed(model, "old\u001b[?2026h\rnew");
        assertThat(model.snapshot()).contains("new").contains("\u001b[?2026h");
        feed(model, "\u001b[?2026l");
        assertThat(model.snapshot()).doesNotContain("2026");
    }

    private static void feed(ScreenModel model, String text) {
        byte[] bytes = Streams.bytes(text);
        model.feed(bytes, 0, bytes.length);
    }
}
