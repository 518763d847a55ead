package dev.maestro.server.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds the model against xterm.js itself, on recordings of real programs and on streams made at random. */
class XtermTest {
    private static final int HISTORY = 200;
    private static final int CUTS = 40;
    private static final int STREAMS = 1500;

    private static Xterm xterm;

    @BeforeAll
    static void start() throws IOException {
        xterm = Xterm.start();
    }

    @AfterAll
    static void stop() throws Exception {
        xterm.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "vim,80,24",
        "htop,80,24",
        "less,80,24",
        "top,80,24",
        "nano,80,24",
        "tmux,100,30",
        "bash,80,24",
        "agent,80,24",
        "wide,80,24"
    })
    void showsWhatXtermShowsAtEveryCut(String recording, int cols, int rows) throws IOException {
        byte[] bytes = recording(recording);
        ScreenModel model = ScreenModel.of(cols, rows, HISTORY);
        int from = 0;
        for (int cut = 1; cut <= CUTS; cut++) {
            int to = (int) ((long) bytes.length * cut / CUTS);
            model.feed(bytes, from, to - from);
            from = to;
            xterm.open(cols, rows, HISTORY).feed(bytes, 0, to);
            assertThat(Shown.seen(model)).as(recording + " up to " + to).isEqualTo(xterm.seen());
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "vim,80,24",
        "htop,80,24",
        "less,80,24",
        "top,80,24",
        "nano,80,24",
        "tmux,100,30",
        "bash,80,24",
        "agent,80,24",
        "wide,80,24"
    })
    void snapshotAndTheRestMakeXtermShowTheSame(String recording, int cols, int rows) throws IOException {
        byte[] bytes = recording(recording);
        var whole = xterm.open(cols, rows, HISTORY).feed(bytes, 0, bytes.length).seen();
        ScreenModel model = ScreenModel.of(cols, rows, HISTORY);
        int from = 0;
        for (int cut = 1; cut <= CUTS; cut++) {
            int to = (int) ((long) bytes.length * cut / CUTS);
            model.feed(bytes, from, to - from);
            from = to;
            xterm.open(cols, rows, HISTORY).write(model.snapshot());
            assertThat(xterm.seen()).as(recording + " at " + to).isEqualTo(Shown.seen(model));
            xterm.feed(bytes, to - model.unfinishedBytes(), bytes.length);
            assertThat(xterm.seen()).as(recording + " from " + to).isEqualTo(whole);
        }
    }

    @Test
    void showsWhatXtermShowsOfRandomOutput() throws IOException {
        for (int seed = 0; seed < STREAMS; seed++) {
            Streams streams = new Streams(seed);
            int cols = streams.number(2, 40);
            int rows = streams.number(2, 12);
            // Without wrapping, xterm.js leaves halves of wide characters at a line's end: docs/screen.md,
            // "Differences".
            String text = streams.text(streams.number(1, 60)).replace("\u001b[?7l", "");
            byte[] bytes = Streams.bytes(text);
            ScreenModel model = ScreenModel.of(cols, rows, HISTORY);
            model.feed(bytes, 0, bytes.length);
            xterm.open(cols, rows, HISTORY).feed(bytes, 0, bytes.length);
            String where = "seed " + seed + " " + SnapshotTest.escape(text);
            assertThat(Shown.seen(model)).as(where).isEqualTo(xterm.seen());

            String snapshot = model.snapshot();
            xterm.open(cols, rows, HISTORY).write(snapshot);
            assertThat(xterm.seen())
                    .as(where + "\nsnapshot " + SnapshotTest.escape(snapshot))
                    .isEqualTo(Shown.seen(model));
            assertThat(xterm.said()).as(where).isEmpty();
        }
    }

    @Test
    void hasTheSizeXtermHasAfterResizes() throws IOException {
        for (int seed = 0; seed < STREAMS / 5; seed++) {
            Streams streams = new Streams(seed);
            int cols = streams.number(10, 40);
            int rows = streams.number(2, 12);
            StringBuilder text = new StringBuilder();
            for (int i = streams.number(1, 30); i > 0; i--) {
                text.append("line ")
                        .append(i)
                        .append(" x".repeat(streams.number(0, 40)))
                        .append("\r\n");
            }
            byte[] bytes = Streams.bytes(text.toString());
            ScreenModel model = ScreenModel.of(cols, rows, HISTORY);
            model.feed(bytes, 0, bytes.length);
            xterm.open(cols, rows, HISTORY).feed(bytes, 0, bytes.length);
            String where = "seed " + seed + " from " + cols + "x" + rows;
            for (int i = 0; i < 3; i++) {
                int newCols = streams.number(5, 50);
                int newRows = streams.number(1, 15);
                where += " to " + newCols + "x" + newRows;
                model.resize(newCols, newRows);
                xterm.resize(newCols, newRows);
                assertThat(Shown.seen(model)).as(where).isEqualTo(xterm.seen());
            }
        }
    }

    @Test
    void takesMalformedBytesAsXtermIsGivenThem() throws IOException {
        for (int seed = 0; seed < STREAMS / 5; seed++) {
            Streams streams = new Streams(seed);
            byte[] bytes = new byte[200];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (streams.number(0, 3) == 0 ? streams.number(' ', 0x7F) : streams.number(0xA0, 0x100));
            }
            ScreenModel model = ScreenModel.of(40, 10, 0);
            model.feed(bytes, 0, bytes.length);
            xterm.open(40, 10, 0).feed(bytes, 0, bytes.length);
            assertThat(Shown.seen(model))
                    .as("seed " + seed + Arrays.toString(bytes))
                    .isEqualTo(xterm.seen());
        }
    }

    static byte[] recording(String name) throws IOException {
        try (InputStream in = XtermTest.class.getResourceAsStream("/recordings/" + name + ".bin")) {
            assertThat(in).as(name).isNotNull();
            return in.readAllBytes();
        }
    }
}
