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

    @TempDir
    static Path folder;

    private static final ExecutorService RUNNERS = Executors.newFixedThreadPool(SIDE_BY_SIDE);
    private static final Map<String, Future<Boolean>> OUTCOMES = new TreeMap<>();

    @BeforeAll
    static void start() {
        Page.names().forEach(name -> OUTCOMES.put(name, RUNNERS.submit(() -> run(name))));
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
    @MethodSource("dev.maestro.server.docs.Page#names")
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

    private static java.util.stream.Stream<String> notRun(Page page) {
        return page.blocks().stream()
                .map(Page.Block::mark)
                .filter(Mark::isNotRun)
                .map(mark -> page.name() + ": " + mark.rest());
    }

    private static final List<String> NOT_RUN = List.of();
}
