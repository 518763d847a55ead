package dev.maestro.server.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SnapshotTest {
    private static final int STREAMS = 4000;

    @Test
    void snapshotMakesABlankModelTheSameAndItGoesOnTheSame() {
        for (int seed = 0; seed < STREAMS; seed++) {
            Streams streams = new Streams(seed);
            int cols = streams.number(2, 30);
            int rows = streams.number(2, 10);
            int history = streams.number(0, 3) * 6;
            byte[] first = Streams.bytes(streams.text(streams.number(1, 80)));
            byte[] then = Streams.bytes(streams.text(10));
            ScreenModel model = ScreenModel.of(cols, rows, history);
            int cut = streams.number(0, first.length + 1);
            model.feed(first, 0, cut);
            if (seed % 5 == 0) {
                cols = streams.number(2, 30);
                rows = streams.number(2, 10);
                model.resize(cols, rows);
            }
            int begins = cut - model.unfinishedBytes();
            ScreenModel copy = ScreenModel.of(cols, rows, history);
            feed(copy, model.snapshot());
            String where = "seed " + seed + ", cut " + cut + " of\n" + shown(first, cut) + "\nsnapshot\n"
                    + escape(model.snapshot());
            copy.feed(first, begins, cut - begins);
            assertThat(Shown.whole(copy)).as(where).isEqualTo(Shown.whole(model));

            Screen screen = model.emulation().screen;
            if (screen.x == cols && !screen.line().hasContent(cols - 1) && !SnapshotWriter.isErased(screen.line())) {
                // The last column is a space in the copy: nothing else puts the cursor after it.
                continue;
            }
            model.feed(first, cut, first.length - cut);
            copy.feed(first, cut, first.length - cut);
            model.feed(then, 0, then.length);
            copy.feed(then, 0, then.length);
            assertThat(Shown.whole(copy))
                    .as("later, " + where + "\nthen\n"
                            + escape(new String(first, cut, first.length - cut, StandardCharsets.UTF_8))
                            + "\nthen\n" + shown(then, then.length))
                    .isEqualTo(Shown.whole(model));
        }
    }

    private static String shown(byte[] bytes, int end) {
        return escape(new String(Arrays.copyOf(bytes, end), StandardCharsets.UTF_8));
    }

    static String escape(String text) {
        StringBuilder out = new StringBuilder();
        text.chars().forEach(c -> out.append(c < 32 ? "\\x" + Integer.toHexString(c) + " " : Character.toString(c)));
        return out.toString();
    }

    private static void feed(ScreenModel model, String text) {
        byte[] bytes = Streams.bytes(text);
        model.feed(bytes, 0, bytes.length);
    }
}
