package dev.maestro.server.backend.embedded;

import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.BackendContract;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.io.TempDir;

/** Holds the embedded backend to the promises of every backend. */
class EmbeddedBackendTest extends BackendContract {
    private static final int QUEUE_CAPACITY = 10_000;

    private final Path folder;

    EmbeddedBackendTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Override
    protected Backend openStore(String name, Limits limits, Clock clock) {
        EmbeddedConfig config = new EmbeddedConfig(
                folder.resolve(name),
                limits.eventMaxAge(),
                limits.eventMaxCount(),
                QUEUE_CAPACITY,
                limits.recoveryWindow());
        return EmbeddedBackend.open(config, clock);
    }
}
