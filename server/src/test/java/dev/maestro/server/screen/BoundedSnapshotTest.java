package dev.maestro.server.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BoundedSnapshotTest {
    private static final int LEAST = ScreenModel.LEAST_SNAPSHOT_BYTES;
    private static final String END =
            "\u001b[5;7r\u001b[?2004h\u001b[?1003h\u001b[?25l\u001b]2;the title\u0007\u001b[6;9H";

    @Test
    void whatFitsIsNotCut() {
        for (int seed = 0; seed < 300; seed++) {
            ScreenModel model = ScreenModel.of(40, 10, 30);
            feed(model, new Streams(seed).text(100));
            assertThat(model.snapshot(LEAST)).isEqualTo(model.snapshot());
        }
    }

    @Test
    void oldestLinesOfTheHistoryGoFirst() {
        ScreenModel model = ScreenModel.of(100, 10, 2000);
        for (int line = 0; line < 2000; line++) {
            feed(model, colourful(line, 30) + "\u001b[m line " + line + " 漢字\r\n");
        }
        feed(model, END);
        List<String> all = lines(model);
        for (int most : new int[] {LEAST, 100_000, 300_000, 1_000_000}) {
            ScreenModel copy = copy(model, most);
            List<String> kept = lines(copy);
            assertThat(kept).as("%d bytes", most).isEqualTo(all.subList(all.size() - kept.size(), all.size()));
            assertThat(Streams.bytes(model.snapshot(most)).length).isBetween(most * 8 / 10, most);
            assertThat(rest(copy)).isEqualTo(rest(model));
        }
        assertThat(lines(copy(model, 10_000_000))).isEqualTo(all);
    }

    @Test
    void cutsWhereALineGoesOn() {
        ScreenModel model = ScreenModel.of(50, 5, 500);
        for (int line = 0; line < 60; line++) {
            feed(model, colourful(line, 333) + "漢".repeat(90));
        }
        List<String> all = lines(model);
        for (int most = LEAST; most < 4 * LEAST; most += 9973) {
            List<String> kept = lines(copy(model, most));
            assertThat(kept.size()).isGreaterThan(10);
            assertThat(kept.subList(1, kept.size())).isEqualTo(all.subList(all.size() - kept.size() + 1, all.size()));
        }
    }

    @Test
    void screenThatIsTooLargeLosesItsLooksAndKeepsItsText() {
        ScreenModel model = ScreenModel.of(200, 100, 100);
        feed(model, colourful(1, 20_000) + "\u001b[HFirst words" + END);
        ScreenModel copy = copy(model, LEAST);
        for (int row = 0; row < 100; row++) {
            assertThat(text(copy, row)).isEqualTo(text(model, row));
        }
        assertThat(copy.emulation().screen.line(0).fg(20)).isZero();
        assertThat(rest(copy)).isEqualTo(rest(model));
    }

    @Test
    void textThatIsTooLongIsCutFromTheBottomOfEachScreen() {
        ScreenModel model = ScreenModel.of(1000, 500, 100);
        feed(model, "漢".repeat(250_000) + END + "\u001b[?1049h\u001b[H" + "字".repeat(250_000) + END);
        ScreenModel copy = copy(model, LEAST);
        assertThat(text(copy, 0)).isEqualTo(text(model, 0));
        assertThat(text(copy, 499)).isEmpty();
        assertThat(copy.emulation().normal.line(0).text(0)).isEqualTo("漢");
        assertThat(rest(copy)).isEqualTo(rest(model));
    }

    @Test
    void noTerminalIsTooLargeForTheLeastSnapshot() {
        ScreenModel model = ScreenModel.of(1000, 500, 10);
        StringBuilder state = new StringBuilder("\u001b]2;" + "漢".repeat(5000) + "\u0007\u001b[3g");
        for (int i = 0; i < 256; i++) {
            state.append("\u001b]4;").append(i).append(";#123456\u0007");
        }
        String tabs = "\u001b[3g" + "\u001bH\u001b[C".repeat(1000);
        String marks = ("a" + "\u0301".repeat(20)).repeat(3);
        feed(model, state + tabs + colourful(3, 500_000) + marks + END + "\u001b7\u001b[?1049h\u001b[H" + tabs);
        feed(model, "\u001b[H" + (marks + "漢\u0301").repeat(10_000) + END + "\u001b)0\u000e\u001b[1;2");
        ScreenModel copy = copy(model, 0);
        assertThat(Streams.bytes(model.snapshot(0)).length).isLessThanOrEqualTo(LEAST);
        assertThat(rest(copy)).isEqualTo(rest(model));
        assertThat(text(copy, 0)).startsWith("a\u0301");
    }

    private static String colourful(int salt, int cells) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < cells; i++) {
            out.append("\u001b[38;2;1")
                    .append((i + salt) % 10)
                    .append(";2;3;48;2;9;8;")
                    .append(i % 90)
                    .append("mX");
        }
        return out.toString();
    }

    /** What a cut snapshot keeps, too. */
    private static List<String> rest(ScreenModel model) {
        List<String> whole = Shown.whole(model);
        whole.removeIf(line -> line.startsWith("normal ") || line.startsWith("alternate "));
        return whole;
    }

    private static List<String> lines(ScreenModel model) {
        List<String> whole = Shown.whole(model);
        whole.removeIf(line -> !line.startsWith("normal "));
        whole.replaceAll(line -> line.replaceFirst("normal -?\\d+ ", ""));
        return whole;
    }

    private static String text(ScreenModel model, int row) {
        Line line = model.emulation().screen.line(row);
        StringBuilder text = new StringBuilder();
        for (int x = 0; x < line.cols(); x++) {
            text.append(line.text(x));
        }
        return text.toString();
    }

    private static ScreenModel copy(ScreenModel model, int mostBytes) {
        ScreenModel copy = ScreenModel.of(
                model.cols(), model.rows(), model.emulation().normal.history() == null ? 0 : 2000);
        feed(copy, model.snapshot(mostBytes));
        return copy;
    }

    private static void feed(ScreenModel model, String text) {
        byte[] bytes = Streams.bytes(text);
        model.feed(bytes, 0, bytes.length);
    }
}
