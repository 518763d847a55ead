package dev.maestro.server.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Counts cells touched one by one, as a few bytes must not cost the whole of a large screen. */
class WorkTest {
    private static final int COLS = 1000;
    private static final int ROWS = 500;
    private static final int TIMES = 1000;

    @Test
    void emptyingAndFillingAndScrollingAWholeScreenTouchesNoCell() {
        for (String sequence : List.of(
                "\u001b[2J",
                "\u001b[500S",
                "\u001b[500T",
                "\u001b[S",
                "\u001b[L",
                "\u001b[500M",
                "\u001bM",
                "\n",
                "\u001b#8",
                "\u001b[2K",
                "\u001b[K",
                "\u001b[?2J",
                "\u001b[500X",
                "\u001b[P",
                "\u001b[ @",
                "\u001b['}",
                "\u001b[?1049h\u001b[?1049l")) {
            ScreenModel model = ScreenModel.of(COLS, ROWS, 0);
            feed(model, "\u001b[41m\u001b[2J\u001b[500H");
            long before = touched(model);
            feed(model, sequence.repeat(TIMES));
            assertThat(touched(model) - before)
                    .as(SnapshotTest.escape(sequence))
                    .isLessThan(10 * COLS);
        }
    }

    @Test
    void repetitionFillsTheScreenOnceAtMost() {
        ScreenModel model = ScreenModel.of(80, 24, 1000);
        feed(model, "x\u001b[65535b");
        assertThat(Objects.requireNonNull(model.emulation().normal.history()).count())
                .isEqualTo(1);
        assertThat(touched(model)).isLessThan(3 * 80 * 24);

        ScreenModel insert = ScreenModel.of(COLS, ROWS, 0);
        feed(insert, "\u001b[4hx\u001b[65535b");
        assertThat(touched(insert)).isLessThan(256 * COLS);
    }

    @Test
    void emptyScreenTakesNoMemoryForItsCells() {
        ScreenModel model = ScreenModel.of(COLS, ROWS, 0);
        feed(model, "\u001b[41m\u001b[2J\u001b#8\u001b[?1049h");
        assertThat(model.memoryBytes()).isLessThan(200 << 10);
    }

    @Test
    void screenOfMarksAndUnderlinesIsBounded() {
        ScreenModel model = ScreenModel.of(COLS, ROWS, 0);
        String line = "\u001b[4:3m" + ("a" + "\u0301".repeat(16)).repeat(COLS) + "\r\n";
        feed(model, line.repeat(ROWS));
        assertThat(model.memoryBytes()).isBetween(22L * COLS * ROWS, 25L * COLS * ROWS);
        assertThat(model.emulation().screen.line(0).text(5)).isEqualTo("a\u0301\u0301\u0301");
    }

    private static long touched(ScreenModel model) {
        Screen screen = model.emulation().screen;
        List<Long> each = new ArrayList<>();
        for (int row = 0; row < screen.rows(); row++) {
            each.add(screen.line(row).touched());
        }
        return each.stream().mapToLong(Long::longValue).sum();
    }

    private static void feed(ScreenModel model, String text) {
        byte[] bytes = Streams.bytes(text);
        model.feed(bytes, 0, bytes.length);
    }
}
