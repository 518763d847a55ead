package dev.maestro.server.backend.embedded;

import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.Change;
import dev.maestro.server.backend.Commit;
import dev.maestro.server.backend.NewEvent;
import dev.maestro.server.backend.Sample;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * A hub whose disk fills up, played by a limit on the size of its files, and is freed again. Prints the id of each
 * document that was answered; fails if the backend does not behave meanwhile.
 */
final class FullDiskMain {
    private static final int BODY_BYTES = 50_000;
    private static final int MAX_COMMITS = 1_000;

    private FullDiskMain() {}

    public static void main(String[] arguments) throws Exception {
        EmbeddedConfig config =
                new EmbeddedConfig(Path.of(arguments[0]), Duration.ofHours(1), 1_000, 10, Duration.ofMinutes(2));
        try (Backend backend = EmbeddedBackend.open(config, Clock.systemUTC())) {
            commit(backend, "before");
            limitFiles("2000000:unlimited");
            String refused = commitUntilRefused(backend);
            require(!backend.troubles().isEmpty(), "troubles are told");
            require(backend.find(Sample.task(refused)).isEmpty(), "the refused document is not there");
            require(backend.find(Sample.task("before")).isPresent(), "what was stored can be read");
            limitFiles("unlimited:unlimited");
            Sample.await("recovery", () -> backend.troubles().isEmpty());
            require(backend.find(Sample.task(refused)).isEmpty(), "the refused document does not come back");
            commit(backend, "after");
        }
    }

    private static String commitUntilRefused(Backend backend) {
        for (int i = 0; i < MAX_COMMITS; i++) {
            String id = "filling-" + i;
            try {
                commit(backend, id);
            } catch (BackendUnavailableException e) {
                return id;
            }
        }
        throw new IllegalStateException("the disk never filled");
    }

    private static void commit(Backend backend, String id) {
        JsonBytes body = JsonBytes.of("x".repeat(BODY_BYTES));
        Sample.committed(
                backend,
                Commit.builder()
                        .change(new Change.Put(Sample.task(id), "p", 0, Set.of(), body))
                        .event(new NewEvent(EventName.TASK_CREATED, "p", List.of(), body))
                        .build());
        System.out.println(id);
    }

    private static void limitFiles(String limit) throws IOException, InterruptedException {
        long pid = ProcessHandle.current().pid();
        Process tool = new ProcessBuilder("prlimit", "--pid", Long.toString(pid), "--fsize=" + limit)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(Path.of("/dev/stderr").toFile()))
                .start();
        require(tool.waitFor() == 0, "prlimit works");
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("not so: " + what);
        }
    }
}
