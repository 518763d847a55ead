package dev.maestro.server.backend.embedded;

import static dev.maestro.server.backend.Sample.await;
import static dev.maestro.server.backend.Sample.committed;
import static dev.maestro.server.backend.Sample.told;
import static dev.maestro.server.backend.embedded.StateFill.run;
import static dev.maestro.server.backend.embedded.StateFill.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.CommitResult;
import dev.maestro.server.backend.MovableClock;
import dev.maestro.server.backend.RecoverySessions;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of recovery sessions while the store cannot write, and when too many wait. */
class RecoveryTroubleTest {
    private static final int CAPACITY = 5;
    private static final Duration WINDOW = Duration.ofMinutes(2);

    private final Path folder;
    private final MovableClock clock = new MovableClock();
    private Backend backend;
    private RecoverySessions sessions;
    private Connection tool;

    RecoveryTroubleTest(@TempDir Path temp) {
        this.folder = temp.resolve("data");
    }

    @BeforeEach
    void open() throws Exception {
        backend = EmbeddedBackend.open(new EmbeddedConfig(folder, Duration.ofHours(1), 1_000, CAPACITY, WINDOW), clock);
        sessions = backend.recoverySessions();
        tool = StateFill.toolOnTheSide(folder);
    }

    @AfterEach
    void close() throws Exception {
        tool.close();
        backend.close();
    }

    @Test
    void aStateThatCannotBeWrittenIsRefusedAndWhatWasKeptStays() throws Exception {
        await(sessions.save("a", state(1)));
        run(tool, "BEGIN IMMEDIATE");
        CompletionStage<Void> refused = sessions.save("a", state(2));
        assertThatThrownBy(() -> await(refused)).isInstanceOf(BackendUnavailableException.class);

        assertThat(sessions.find("a")).contains(state(1));
        run(tool, "ROLLBACK");
        await("recovery", () -> backend.troubles().isEmpty());
        await(sessions.save("a", state(3)));
        assertThat(sessions.find("a")).contains(state(3));
    }

    @Test
    void whoWentWhileTheStoreCouldNotWriteIsNotKeptForEver() throws Exception {
        await(sessions.save("gone", state(1)));
        await(sessions.save("forgotten", state(1)));
        await(sessions.save("unsaved", state(1)));
        run(tool, "BEGIN IMMEDIATE");
        List<CompletionStage<Void>> refused = List.of(
                sessions.gone("gone"),
                sessions.forget("forgotten"),
                sessions.save("unsaved", state(2)),
                sessions.gone("unsaved"));
        refused.forEach(
                stage -> assertThatThrownBy(() -> await(stage)).isInstanceOf(BackendUnavailableException.class));
        assertThat(sessions.find("gone")).contains(state(1));
        assertThat(sessions.find("forgotten")).isEmpty();

        run(tool, "ROLLBACK");
        await(
                "what was answered as failed",
                () -> StateFill.number(
                                tool, "SELECT count(*) FROM recovery_sessions WHERE gone_at < 9223372036854775807")
                        == 2);
        assertThat(StateFill.count(tool)).isEqualTo(2);
        assertThat(sessions.find("unsaved")).contains(state(1));
        clock.move(WINDOW);
        assertThat(sessions.find("gone")).isEmpty();
        await("removal", () -> StateFill.count(tool) == 0);
    }

    @Test
    void allThatIsToBeForgottenIsForgottenOnceTheStoreCanWrite() throws Exception {
        await(sessions.save("a", state(1)));
        run(tool, "BEGIN IMMEDIATE");
        CompletionStage<Void> refused = sessions.forgetAll();
        assertThatThrownBy(() -> await(refused)).isInstanceOf(BackendUnavailableException.class);
        assertThat(sessions.find("a")).isEmpty();
        run(tool, "ROLLBACK");

        await("forgetting", () -> StateFill.count(tool) == 0);
        await(sessions.save("a", state(2)));
        assertThat(sessions.find("a")).contains(state(2));
    }

    @Test
    void statesOverTheBoundAreRefusedAtOnceAndKeepNoCommitOut() throws Exception {
        await(sessions.save("old", state(0)));
        List<CompletionStage<Void>> saves = new ArrayList<>();
        List<CompletionStage<Void>> gone = new ArrayList<>();
        CompletionStage<CommitResult> commit = HeldWriter.during(backend, () -> {
            // One group may be with the writer, which waits; then the queue fills up.
            for (int i = 0; i < 4 * CAPACITY; i++) {
                saves.add(sessions.save("p" + i, state(i)));
            }
            CompletionStage<Void> last = saves.get(saves.size() - 1);
            assertThat(last.toCompletableFuture()).isCompletedExceptionally();
            assertThatThrownBy(() -> await(last))
                    .isInstanceOf(BackendUnavailableException.class)
                    .hasMessageContaining("too many");
            // Of its own bound: neither a commit nor the news that somebody went is kept out by saves.
            gone.add(sessions.gone("old"));
            return backend.commit(told("t", 0));
        });

        assertThat(await(commit).type()).isEqualTo(CommitResult.Type.COMMITTED);
        gone.forEach(stage -> await(stage));
        long kept = 0;
        for (int i = 0; i < saves.size(); i++) {
            boolean saved = isSaved(saves.get(i));
            assertThat(sessions.find("p" + i).isPresent()).isEqualTo(saved);
            kept += saved ? 1 : 0;
        }
        assertThat(kept).isBetween((long) CAPACITY, 2L * CAPACITY);
    }

    @Test
    void manySavesOfOneSocketTakeOnePlace() throws Exception {
        List<CompletionStage<Void>> saves = HeldWriter.during(backend, () -> {
            List<CompletionStage<Void>> all = new ArrayList<>();
            for (int i = 1; i <= 10_000; i++) {
                all.add(sessions.save("a", state(i)));
            }
            return all;
        });

        saves.forEach(stage -> await(stage));
        assertThat(sessions.find("a")).contains(state(10_000));
    }

    @Test
    void commitsThatFillTheirQueueKeepNoStateOut() throws Exception {
        CompletionStage<Void> save = HeldWriter.during(backend, () -> {
            for (int i = 0; i < 4 * CAPACITY; i++) {
                var unused = backend.commit(told("t" + i, 0));
            }
            return sessions.save("a", state(1));
        });

        await(save);
        assertThat(sessions.find("a")).contains(state(1));
        committed(backend, told("after", 0));
    }

    private static boolean isSaved(CompletionStage<Void> stage) {
        try {
            await(stage);
            return true;
        } catch (BackendUnavailableException e) {
            return false;
        }
    }
}
