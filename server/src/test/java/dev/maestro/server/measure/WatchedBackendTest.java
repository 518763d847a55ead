package dev.maestro.server.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.Change;
import dev.maestro.server.backend.Commit;
import dev.maestro.server.backend.CommitResult;
import dev.maestro.server.backend.DocumentKey;
import dev.maestro.server.backend.DocumentKind;
import dev.maestro.server.backend.embedded.EmbeddedBackend;
import dev.maestro.server.backend.embedded.EmbeddedConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedBackendTest {
    private static final DocumentKey TASK = new DocumentKey(DocumentKind.TASK, "t");

    private final CommitTimes times = new CommitTimes();

    @TempDir
    private Path folder;

    @Test
    void commitsAreTimedByHowTheyEnd() throws Exception {
        Backend behind = EmbeddedBackend.open(
                new EmbeddedConfig(folder, Duration.ofDays(1), 1_000, 1_000, Duration.ZERO), Clock.systemUTC());
        Backend backend = new WatchedBackend(behind, times);
        try (behind) {
            assertThat(commit(backend).type()).isEqualTo(CommitResult.Type.COMMITTED);
            assertThat(commit(backend).type()).isEqualTo(CommitResult.Type.CONFLICT);
            assertThat(backend.find(TASK)).isPresent();
        }
        assertThatThrownBy(() -> commit(backend))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(BackendUnavailableException.class);

        Map<CommitTimes.Outcome, Spread.Reading> read = times.read();
        assertThat(read).hasSize(CommitTimes.Outcome.values().length);
        read.forEach((outcome, reading) -> assertThat(reading.count())
                .as("%s", outcome)
                .isEqualTo(
                        switch (outcome) {
                            case COMMITTED, CONFLICT, UNAVAILABLE -> 1;
                            case REPEATED, FAILED -> 0;
                        }));
        assertThat(times.waiting()).isZero();
    }

    private static CommitResult commit(Backend backend) throws Exception {
        Commit commit = Commit.builder()
                .change(new Change.Put(TASK, "p", 0, Set.of(), JsonBytes.of(Map.of("id", "t"))))
                .build();
        return backend.commit(commit).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
