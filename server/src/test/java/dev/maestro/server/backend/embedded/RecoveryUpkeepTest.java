package dev.maestro.server.backend.embedded;

import static dev.maestro.server.backend.Sample.await;
import static dev.maestro.server.backend.embedded.StateFill.run;
import static dev.maestro.server.backend.embedded.StateFill.state;
import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.MovableClock;
import dev.maestro.server.backend.RecoverySessions;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is removed of recovery sessions, and what is left of them when a hub is killed. */
class RecoveryUpkeepTest {
    private static final Duration WINDOW = Duration.ofMinutes(2);
    private static final Duration MOMENT = Duration.ofMillis(1);

    private final Path temp;
    private final Path folder;
    private final MovableClock clock = new MovableClock();

    RecoveryUpkeepTest(@TempDir Path temp) {
        this.temp = temp;
        this.folder = temp.resolve("data");
    }

    @Test
    void thoseWhoseWindowIsOverAreRemoved() throws Exception {
        try (Backend backend = open(folder, clock);
                Connection tool = StateFill.toolOnTheSide(folder)) {
            RecoverySessions sessions = backend.recoverySessions();
            for (int i = 0; i < 1_700; i++) {
                var unused = sessions.save("p" + i, state(i));
                if (i > 0) {
                    unused = sessions.gone("p" + i);
                }
            }
            await(sessions.save("last", state(0)));
            await("what waits", () -> StateFill.count(tool) == 1_701);

            clock.move(WINDOW);
            await("removal", () -> StateFill.count(tool) == 2);
            assertThat(sessions.find("p0")).contains(state(0));
        }
    }

    @Test
    void ofTooManyThoseWhoWentFirstGoFirst() throws Exception {
        open(folder, clock).close();
        int max = RecoverySessions.MAX_KEPT;
        long now = clock.millis();
        try (Connection tool = StateFill.toolOnTheSide(folder)) {
            // The first 900 are connected, of the others the later numbers went earlier.
            run(
                    tool,
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + (max + 1_200) + ")"
                            + " INSERT INTO recovery_sessions SELECT 'p' || i,"
                            + " CASE WHEN i <= 900 THEN 9223372036854775807 ELSE " + now + " - i END, '{}' FROM n");
            // The connected ones go last: their hub ran until now.
            run(tool, "UPDATE recovery_node SET at = " + now);
        }
        try (Backend backend = open(folder, clock);
                Connection tool = StateFill.toolOnTheSide(folder)) {
            await("removal", () -> StateFill.count(tool) == max);
            RecoverySessions sessions = backend.recoverySessions();
            assertThat(sessions.find("p" + (max + 1_200))).isEmpty();
            assertThat(sessions.find("p" + (max + 1))).isEmpty();
            assertThat(sessions.find("p" + max)).isPresent();
            assertThat(sessions.find("p1")).isPresent();
        }
    }

    @Test
    void aHubThatVanishesIsTakenToHaveRunUntilItsLastNote() throws Exception {
        Path image = temp.resolve("image");
        Files.createDirectory(image);
        try (Backend backend = open(folder, clock);
                Connection tool = StateFill.toolOnTheSide(folder)) {
            await(backend.recoverySessions().save("a", state(1)));
            clock.move(Duration.ofHours(1));
            await("the note", () -> noted(tool) == clock.millis());
            // Not worth a note yet.
            clock.move(Duration.ofSeconds(5).minus(MOMENT));
            copy(image);
        }

        clock.move(WINDOW.minusSeconds(5));
        try (Backend backend = open(image, clock)) {
            assertThat(backend.recoverySessions().find("a")).contains(state(1));
            clock.move(MOMENT);
            assertThat(backend.recoverySessions().find("a")).isEmpty();
        }
    }

    @Test
    void aHubWithoutSocketsNotesNothing() throws Exception {
        try (Backend backend = open(folder, clock);
                Connection tool = StateFill.toolOnTheSide(folder)) {
            await(backend.recoverySessions().save("a", state(1)));
            long first = noted(tool);
            await(backend.recoverySessions().gone("a"));
            clock.move(WINDOW);
            await("removal", () -> StateFill.count(tool) == 0);

            assertThat(noted(tool)).isEqualTo(first);
        }
    }

    @Test
    @Timeout(240)
    void whatWasAnsweredSurvivesKill() throws Exception {
        Process child = Child.start(SavingMain.class, temp.resolve("errors"), folder.toString());
        Set<String> answered = new HashSet<>();
        try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
            assertThat(lines.readLine()).isEqualTo("open");
            for (int i = 0; i < 2_000; i++) {
                answered.add(lines.readLine());
            }
            // SIGKILL; by the handle, because the process object would close the pipe we still read.
            child.toHandle().destroyForcibly();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                answered.add(line);
            }
        } finally {
            child.destroyForcibly();
            child.waitFor();
        }

        Clock real = Clock.systemUTC();
        try (Backend backend = open(folder, real)) {
            RecoverySessions sessions = backend.recoverySessions();
            assertThat(answered).hasSizeGreaterThanOrEqualTo(2_000).allMatch(pid -> sessions.find(pid)
                    .filter(state -> state.tree().get("n").asInt() == Integer.parseInt(pid.substring(1)))
                    .isPresent());
        }
        // They went when the hub was killed, not when it was opened again.
        try (Backend backend = open(folder, Clock.offset(real, WINDOW))) {
            assertThat(answered)
                    .allMatch(pid -> backend.recoverySessions().find(pid).isEmpty());
        }
    }

    private static Backend open(Path folder, Clock clock) {
        return EmbeddedBackend.open(new EmbeddedConfig(folder, Duration.ofHours(1), 1_000, 10_000, WINDOW), clock);
    }

    private static long noted(Connection tool) {
        return StateFill.number(tool, "SELECT at FROM recovery_node");
    }

    private void copy(Path image) throws IOException {
        for (String name : new String[] {"hub.db", "hub.db-wal"}) {
            Files.copy(folder.resolve(name), image.resolve(name));
        }
    }
}
