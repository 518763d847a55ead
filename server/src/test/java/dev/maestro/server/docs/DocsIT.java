package dev.maestro.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every page does what it says: each in a folder of its own, against a packaged hub of its own; two side by side. */
@Timeout(900)
class DocsIT {
    private static final int SIDE_BY_SIDE = 2;

    /** What cannot be run here, and why. */
    private static final List<String> NOT_RUN = List.of(
            "CONTRIBUTING.md: is what runs this test",
            "docs/agent.md: claude is one of many, and keys need a terminal; the quick start is run",
            "docs/architecture.md: a drawing",
            "docs/bench.md: asks another server",
            "docs/bench.md: measures on a machine that does nothing else",
            "docs/bench.md: runs for 20 minutes",
            "docs/bench.md: wants jq",
            "docs/cli.md: inside the terminal of an agent",
            "docs/client.md: wants the WebSocket of Node 22; the next one is the same for Node 20, and is run",
            "docs/operating.md: installs into the system",
            "docs/operating.md: asks the service",
            "docs/operating.md: needs Docker and a name",
            "docs/pages.md: draws the pictures anew",
            "docs/performance.md: measures for minutes on a machine that does nothing else",
            "docs/performance.md: measures for minutes on a machine that does nothing else",
            "docs/performance.md: measures for minutes on a machine that does nothing else",
            "docs/performance.md: measures for minutes on a machine that does nothing else",
            "docs/performance.md: measures for minutes on a machine that does nothing else",
            "docs/performance.md: measures for minutes on a machine that does nothing else",
            "docs/performance.md: measures for minutes on a machine that does nothing else",
            "docs/performance.md: measures for minutes on a machine that does nothing else",
            "docs/performance.md: measures for minutes on a machine that does nothing else",
            "docs/performance.md: measures for minutes on a machine that does nothing else",
            "docs/performance.md: measures for minutes on a machine that does nothing else",
            "docs/performance.md: runs for 20 minutes",
            "docs/protocol/engine.md: the official suites are run against it from outside",
            "docs/releasing.md: changes the source",
            "docs/releasing.md: is what runs this test",
            "docs/releasing.md: needs the NVD's database",
            "docs/releasing.md: builds twice, which takes minutes",
            "docs/scaling.md: an nginx is no part of the build",
            "docs/security.md: a tunnel needs an account and a name",
            "docs/writing.md: shows a block with its mark");

    @TempDir
    static Path folder;

    private static final ExecutorService RUNNERS = Executors.newFixedThreadPool(SIDE_BY_SIDE);
    private static final Map<String, Future<Boolean>> OUTCOMES = new TreeMap<>();

    @BeforeAll
    static void start() {
        names().forEach(name -> OUTCOMES.put(name, RUNNERS.submit(() -> run(name))));
    }

    /** The pages that say something to do; of one that cannot be read its run tells. */
    static List<String> names() {
        return Page.names().stream().filter(DocsIT::hasBlocks).toList();
    }

    private static boolean hasBlocks(String name) {
        try {
            return !Page.read(name).blocks().isEmpty();
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    private static boolean run(String name) throws Exception {
        PageRun.of(Page.read(name), Files.createDirectories(folder.resolve(name.replace('/', '-'))));
        return true;
    }

    @AfterAll
    static void stop() {
        RUNNERS.shutdownNow();
    }

    @ParameterizedTest
    @MethodSource("names")
    void holds(String page) throws Exception {
        try {
            assertThat(Objects.requireNonNull(OUTCOMES.get(page)).get()).isTrue();
        } catch (ExecutionException e) {
            throw new AssertionError(Objects.requireNonNull(e.getCause()).getMessage(), e.getCause());
        }
    }

    @Test
    void whatIsNotRunIsThisAndNoMore() {
        assertThat(Page.names().stream().map(Page::read).flatMap(DocsIT::notRun))
                .containsExactlyInAnyOrderElementsOf(NOT_RUN);
    }

    private static Stream<String> notRun(Page page) {
        return page.blocks().stream()
                .map(Page.Block::mark)
                .filter(Mark::isNotRun)
                .map(mark -> page.name() + ": " + mark.rest());
    }
}
