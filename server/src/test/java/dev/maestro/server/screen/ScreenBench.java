package dev.maestro.server.screen;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * Measures how fast a model takes output on one thread (CPU time), how long a snapshot takes and what a model holds.
 *
 * <p>{@code mvn -q -DskipTests package && java -cp server/target/test-classes:server/target/maestro-hub.jar
 * dev.maestro.server.screen.ScreenBench}
 */
final class ScreenBench {
    private static final int CHUNK = 64 << 10;
    private static final long BYTES = 200L << 20;

    private ScreenBench() {}

    public static void main(String[] arguments) throws IOException {
        System.out.println("| output, 80x24, 1000 lines of history | MB/s |");
        System.out.println("|---|---:|");
        measure("`yes` (3 bytes a line)", repeat("y\r\n"));
        measure(
                "text of 72 columns a line",
                repeat("The quick brown fox jumps over the lazy dog, and then it does so again..\r\n"));
        measure(
                "coloured ls",
                repeat("drwxr-xr-x 2 demo demo 4096 \u001b[0m\u001b[01;34mfolder\u001b[0m\r\n"
                        + "-rwxr-xr-x 1 demo demo   10 \u001b[01;32mrun.sh\u001b[0m\r\n"));
        measure("Japanese", repeat("日本語の文章が続きます。漢字かな交じりの文。\r\n"));
        for (String recording : new String[] {"vim", "tmux", "agent"}) {
            measure("recording of " + recording, XtermTest.recording(recording));
        }
        System.out.println();
        System.out.println("| model | KiB held | snapshot, KiB | snapshot, ms |");
        System.out.println("|---|---:|---:|---:|");
        hold(80, 24, "plain text", "The quick brown fox jumps over the lazy dog, and then it does so again..\r\n");
        hold(200, 50, "plain text", "The quick brown fox jumps over the lazy dog. ".repeat(4) + "\r\n");
        hold(
                200,
                50,
                "another colour each word",
                "\u001b[38;2;10;200;30mword \u001b[38;5;99mword ".repeat(19) + "\r\n");
    }

    private static byte[] repeat(String text) {
        return Streams.bytes(text.repeat(CHUNK / text.length()));
    }

    private static void measure(String name, byte[] output) {
        double best = 0;
        for (int round = 0; round < 4; round++) {
            ScreenModel model = ScreenModel.of(80, 24, 1000);
            long start = cpuNanos();
            long fed = 0;
            while (fed < BYTES) {
                model.feed(output, 0, output.length);
                fed += output.length;
            }
            best = Math.max(best, fed * 1e3 / (cpuNanos() - start));
        }
        System.out.printf(Locale.ROOT, "| %s | %.0f |%n", name, best);
    }

    private static void hold(int cols, int rows, String what, String line) {
        ScreenModel model = ScreenModel.of(cols, rows, 1000);
        byte[] output = Streams.bytes(line.repeat(1100));
        model.feed(output, 0, output.length);
        int length = 0;
        long nanos = 0;
        for (int i = 0; i < 100; i++) {
            long start = cpuNanos();
            length = model.snapshot().length();
            nanos = i < 50 ? 0 : nanos + cpuNanos() - start;
        }
        System.out.printf(
                Locale.ROOT,
                "| %dx%d, %s, 1000 lines of history | %d | %d | %.1f |%n",
                cols,
                rows,
                what,
                model.memoryBytes() >> 10,
                length >> 10,
                nanos / 50e6);
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
