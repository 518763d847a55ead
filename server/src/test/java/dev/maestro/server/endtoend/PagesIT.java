package dev.maestro.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.protocol.json.JsonBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The pages in a real browser, against the packaged jar: one test for each file of {@code src/test/js/pages}.
 *
 * <p>Each file has a hub and a browser of its own, and mostly waits for them; so some are run side by side.
 */
@Timeout(3600)
class PagesIT {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final int MOST_SECONDS = 1200;
    private static final int SIDE_BY_SIDE = 2;

    @TempDir
    static Path folder;

    private static final Map<String, Future<Outcome>> OUTCOMES = new TreeMap<>();
    private static ExecutorService runners;
    private static boolean haveAllRun;

    /** What a file's tests said, and their exit code; none if they did not end in time. */
    private record Outcome(String said, boolean isOver, int code) {}

    static List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(Desktop.scripts().toPath().resolve("pages"))) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".test.mjs"))
                    .sorted()
                    .toList();
        }
    }

    @BeforeAll
    static void start() throws IOException {
        assertThat(CHROMIUM)
                .as("the browser that this test drives; on Debian: apt-get install chromium")
                .isExecutable();
        runners = Executors.newFixedThreadPool(SIDE_BY_SIDE);
        if (!haveAllRun) {
            files().forEach(file -> OUTCOMES.put(file, begin(file)));
        }
    }

    @AfterAll
    static void stop() {
        runners.shutdownNow();
        OUTCOMES.clear();
        // A file that is run once more is run alone.
        haveAllRun = true;
    }

    @ParameterizedTest
    @MethodSource("files")
    void holds(String file) throws Exception {
        Outcome outcome = OUTCOMES.computeIfAbsent(file, PagesIT::begin).get();
        System.out.println(outcome.said());
        assertThat(outcome.isOver()).as(outcome.said()).isTrue();
        assertThat(outcome.code()).as(outcome.said()).isZero();
        assertThat(outcome.said()).contains("fail 0").doesNotContain("tests 0");
    }

    private static Future<Outcome> begin(String file) {
        return runners.submit(() -> run(file));
    }

    private static Outcome run(String file) throws IOException, InterruptedException {
        Path output = folder.resolve(file + ".txt");
        ProcessBuilder node = new ProcessBuilder(
                        "node", "--test", "--test-force-exit", "--test-reporter=spec", "pages/" + file)
                .directory(Desktop.scripts())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        node.environment()
                .put(
                        "MAESTRO_HUB",
                        JsonBytes.of(PackagedHub.command().command()).toString());
        node.environment().put("CHROMIUM", CHROMIUM.toString());
        Process process = node.start();
        try {
            boolean isOver = process.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
            return new Outcome(
                    Files.readString(output, StandardCharsets.UTF_8), isOver, isOver ? process.exitValue() : -1);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
