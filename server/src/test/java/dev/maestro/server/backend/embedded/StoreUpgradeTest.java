package dev.maestro.server.backend.embedded;

import static dev.maestro.server.backend.Sample.await;
import static dev.maestro.server.backend.Sample.committed;
import static dev.maestro.server.backend.Sample.task;
import static dev.maestro.server.backend.Sample.told;
import static dev.maestro.server.backend.embedded.StateFill.number;
import static dev.maestro.server.backend.embedded.StateFill.run;
import static dev.maestro.server.backend.embedded.StateFill.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.BackendStartException;
import dev.maestro.server.backend.MovableClock;
import dev.maestro.server.backend.Offset;
import dev.maestro.server.backend.RecoverySessions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store of format 1 becomes one of this hub's, with all that is in it, or stays as it is. */
class StoreUpgradeTest {
    private static final String STORE = "store-of-format-1.sql";
    private static final String EPOCH = "3kqoauw6hb2jgc08";

    private final Path temp;
    private final Path folder;

    StoreUpgradeTest(@TempDir Path temp) {
        this.temp = temp;
        this.folder = temp.resolve("data");
    }

    @BeforeEach
    void makeTheOldStore() throws Exception {
        Files.createDirectory(folder);
        try (InputStream in = StoreUpgradeTest.class.getResourceAsStream(STORE);
                Connection tool = StateFill.toolOnTheSide(folder)) {
            assertThat(in).as(STORE).isNotNull();
            if (in != null) {
                for (String statement : new String(in.readAllBytes(), StandardCharsets.UTF_8).split(";\n", -1)) {
                    if (!statement.isBlank()) {
                        run(tool, statement);
                    }
                }
            }
        }
        assertThat(format()).isEqualTo(1);
    }

    @Test
    void whatAnOlderHubStoredIsAllThere() throws Exception {
        try (Backend backend = open(folder)) {
            assertThat(backend.find(task("a")).orElseThrow().version()).isEqualTo(1);
            assertThat(backend.find(task("b")).orElseThrow().version()).isEqualTo(2);
            assertThat(backend.find(task("c"))).isEmpty();
            assertThat(backend.feed().head()).isEqualTo(new Offset(EPOCH, 5));
            assertThat(backend.feed().read(new Offset(EPOCH, 0), 10).events()).hasSize(5);
            assertThat(backend.findAnswer("alice", "k1").orElseThrow().body()).isEqualTo(JsonBytes.of(Map.of("n", 1)));
        }
        assertThat(format()).isEqualTo(2);
    }

    @Test
    void anUpgradedStoreWorksLikeANewOne() {
        try (Backend backend = open(folder)) {
            await(backend.recoverySessions().save("pid", state(1)));
            assertThat(committed(backend, told("a", 1)).offset()).isEqualTo(new Offset(EPOCH, 6));
        }
        try (Backend backend = open(folder)) {
            RecoverySessions sessions = backend.recoverySessions();
            assertThat(sessions.find("pid")).contains(state(1));
            assertThat(backend.find(task("a")).orElseThrow().version()).isEqualTo(2);
        }
    }

    @Test
    void anUpgradeThatIsOnlyInTheLogIsKnown() throws Exception {
        Path image = temp.resolve("image");
        Files.createDirectory(image);
        try (Backend backend = open(folder)) {
            await(backend.recoverySessions().save("pid", state(1)));
            copy(image);
        }
        // The header of the file itself still names the old format.
        assertThat(Files.readAllBytes(image.resolve("hub.db"))[63]).isEqualTo((byte) 1);

        try (Backend backend = open(image)) {
            assertThat(backend.recoverySessions().find("pid")).contains(state(1));
        }
    }

    @Test
    void aNewerFormatThatIsOnlyInTheLogIsRefused() throws Exception {
        open(folder).close();
        Path image = temp.resolve("image");
        Files.createDirectory(image);
        try (Connection tool = StateFill.toolOnTheSide(folder)) {
            run(tool, "PRAGMA user_version = 3");
            copy(image);
        }

        assertThatThrownBy(() -> open(image))
                .isInstanceOf(BackendStartException.class)
                .hasMessageContaining("has format 3, made by a newer hub");
    }

    @Test
    void anUpgradeThatFailsHalfWayChangesNothing() throws Exception {
        try (Connection tool = StateFill.toolOnTheSide(folder)) {
            // In the way of the last table.
            run(tool, "CREATE TABLE recovery_node (x)");
        }
        byte[] before = Files.readAllBytes(folder.resolve("hub.db"));

        assertThatThrownBy(() -> open(folder))
                .isInstanceOf(BackendStartException.class)
                .hasMessageContaining("recovery_node");
        assertThat(Files.readAllBytes(folder.resolve("hub.db"))).isEqualTo(before);
        assertThat(format()).isEqualTo(1);
    }

    private static Backend open(Path folder) {
        return EmbeddedBackend.open(
                new EmbeddedConfig(folder, Duration.ofHours(24), 1_000, 1_000, Duration.ofMinutes(2)),
                new MovableClock());
    }

    private long format() throws SQLException {
        try (Connection tool = StateFill.toolOnTheSide(folder)) {
            return number(tool, "PRAGMA user_version");
        }
    }

    private void copy(Path image) throws IOException {
        for (String name : new String[] {"hub.db", "hub.db-wal"}) {
            Files.copy(folder.resolve(name), image.resolve(name));
        }
    }
}
