package dev.maestro.server.backend.embedded;

import static dev.maestro.server.backend.Sample.await;
import static dev.maestro.server.backend.Sample.committed;
import static dev.maestro.server.backend.Sample.task;
import static dev.maestro.server.backend.Sample.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.BackendUnavailableException;
import dev.maestro.server.backend.CommitResult;
import dev.maestro.server.backend.MovableClock;
import dev.maestro.server.backend.RecordingListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens while the store cannot write, and after. */
class WriteTroubleTest {
    private static final int CAPACITY = 5;

    private final Path temp;
    private final Path folder;

    WriteTroubleTest(@TempDir Path temp) {
        this.temp = temp;
        this.folder = temp.resolve("data");
    }

    @Test
    void aGroupThatCannotBeWrittenFailsWholeAndTheStoreRecovers() throws Exception {
        try (Backend backend = open();
                Connection tool = toolOnTheSide()) {
            RecordingListener listener = new RecordingListener();
            backend.feed().subscribe(backend.feed().head(), listener);
            committed(backend, told("before", 0));
            run(tool, "BEGIN IMMEDIATE");

            CompletionStage<CommitResult> refused = backend.commit(told("refused", 0));
            assertThatThrownBy(() -> await(refused)).isInstanceOf(BackendUnavailableException.class);
            assertThat(backend.troubles()).singleElement().asString().contains("cannot write");
            assertThat(backend.find(task("before"))).isPresent();
            assertThat(backend.find(task("refused"))).isEmpty();
            assertThat(backend.feed().head().sequence()).isOne();

            run(tool, "ROLLBACK");
            // By itself: a hub that is out of service gets no commits.
            await("recovery", () -> backend.troubles().isEmpty());
            committed(backend, told("after", 0));
            listener.await(2);
            assertThat(listener.sequences()).containsExactly(1L, 2L);
        }
    }

    @Test
    void commitsOverTheQueueAreRefusedAtOnceAndTheOthersAreDone() throws Exception {
        try (Backend backend = open()) {
            List<CompletionStage<CommitResult>> stages = HeldWriter.during(backend, () -> {
                List<CompletionStage<CommitResult>> all = new ArrayList<>();
                // One group may be with the writer, which waits; then the queue fills up.
                for (int i = 0; i < 4 * CAPACITY; i++) {
                    all.add(backend.commit(told("t" + i, 0)));
                }
                CompletionStage<CommitResult> last = all.get(all.size() - 1);
                assertThat(last.toCompletableFuture()).isCompletedExceptionally();
                assertThatThrownBy(() -> await(last))
                        .isInstanceOf(BackendUnavailableException.class)
                        .hasMessageContaining("too many");
                return all;
            });
            long done = stages.stream().filter(WriteTroubleTest::isCommitted).count();
            // The one that held the writer took a place, too.
            assertThat(done + 1).isBetween((long) CAPACITY, 2L * CAPACITY);
            assertThat(backend.feed().head().sequence()).isEqualTo(done);
        }
    }

    @Test
    void expiredAnswersAreRemoved() throws Exception {
        MovableClock clock = new MovableClock();
        try (Backend backend = EmbeddedBackend.open(config(), clock);
                Connection tool = toolOnTheSide()) {
            AnswerFill.keep(backend, 700, Duration.ofMinutes(1));
            assertThat(AnswerFill.count(tool)).isEqualTo(700);

            clock.move(Duration.ofMinutes(2));
            await("pruning", () -> AnswerFill.count(tool) == 0);
        }
    }

    @Test
    @Timeout(240)
    void aFullDiskFailsCommitsAndLosesNoneThatWasAnswered() throws Exception {
        Path errors = temp.resolve("errors");
        Process child = Child.start(FullDiskMain.class, errors, folder.toString());
        String printed = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(child.waitFor()).as(() -> read(errors)).isZero();
        List<String> answered = printed.lines().toList();
        assertThat(answered).contains("before", "after");
        try (Backend backend = open()) {
            assertThat(answered).allMatch(id -> backend.find(task(id)).isPresent());
            assertThat(backend.feed().head().sequence()).isEqualTo(answered.size());
        }
    }

    private Backend open() {
        return EmbeddedBackend.open(config(), new MovableClock());
    }

    private EmbeddedConfig config() {
        return new EmbeddedConfig(folder, Duration.ofHours(1), 1_000, CAPACITY, Duration.ofMinutes(2));
    }

    private Connection toolOnTheSide() throws Exception {
        return StateFill.toolOnTheSide(folder);
    }

    private static void run(Connection connection, String sql) throws Exception {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static boolean isCommitted(CompletionStage<CommitResult> stage) {
        try {
            return await(stage).type() == CommitResult.Type.COMMITTED;
        } catch (BackendUnavailableException e) {
            return false;
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
