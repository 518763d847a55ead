package dev.maestro.server.backend.embedded;

import static dev.maestro.server.backend.Sample.committed;
import static dev.maestro.server.backend.Sample.task;
import static dev.maestro.server.backend.Sample.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.BackendStartException;
import dev.maestro.server.backend.MovableClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is opened, what is refused, and that a refusal changes nothing. */
class StoreOpeningTest {
    private static final int PAGE = 4096;

    private final Path temp;
    private final Path folder;

    StoreOpeningTest(@TempDir Path temp) {
        this.temp = temp;
        this.folder = temp.resolve("data");
    }

    /** Something done to a sound store that was closed. */
    interface Damage {
        void to(Path file) throws Exception;
    }

    static Stream<Arguments> damages() {
        return Stream.of(
                damage("an empty file", "beginning is damaged", file -> Files.write(file, new byte[0])),
                damage("a text", "beginning is damaged", file -> Files.writeString(file, "hello ".repeat(1_000))),
                damage("a beginning of garbage", "beginning is damaged", file -> overwrite(file, 0, 100)),
                damage("another program's", "of another program", file -> run(file, "PRAGMA application_id = 7")),
                damage("an older hub's", "an older hub", file -> run(file, "PRAGMA user_version = 0")),
                damage("a newer hub's", "a newer hub", file -> run(file, "PRAGMA user_version = 3")),
                damage("a cut-off file", "is cut off", file -> truncate(file, Files.size(file) - PAGE)),
                damage("only the first page", "is cut off", file -> truncate(file, PAGE)),
                damage("a page of garbage", "is damaged", file -> overwrite(file, 5 * PAGE, PAGE)),
                damage("tables that miss", "is damaged", file -> run(file, "DROP TABLE meta")),
                damage("a missing store", "is missing, but its log", StoreOpeningTest::leaveOnlyALog));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damages")
    void whatIsNotASoundStoreIsRefusedAndLeftAsItIs(String name, String sentence, Damage damage) throws Exception {
        fillAndClose();
        damage.to(folder.resolve("hub.db"));
        Map<String, Integer> before = contents(folder);

        assertThatThrownBy(this::open)
                .isInstanceOf(BackendStartException.class)
                .hasMessageContaining(folder.resolve("hub.db").toString())
                .hasMessageContaining(sentence);
        assertThat(contents(folder)).isEqualTo(before);
    }

    @Test
    void aCrashImageIsRecovered() throws Exception {
        Path image = crashImage();

        try (Backend backend = open(image)) {
            assertThat(backend.find(task("t299"))).isPresent();
            assertThat(backend.feed().head().sequence()).isEqualTo(300);
        }
    }

    @Test
    void aLogThatBreaksOffLosesOnlyWhatWasNeverSynced() throws Exception {
        Path image = crashImage();
        Files.write(image.resolve("hub.db-wal"), new byte[PAGE / 2], StandardOpenOption.APPEND);

        try (Backend backend = open(image)) {
            assertThat(backend.feed().head().sequence()).isEqualTo(300);
        }
    }

    @Test
    void aDamagedLogIsRefusedAndLeftAsItIs() throws Exception {
        Path image = crashImage();
        overwrite(image.resolve("hub.db-wal"), 0, 32);
        Map<String, Integer> before = contents(image);

        assertThatThrownBy(() -> open(image))
                .isInstanceOf(BackendStartException.class)
                .hasMessageContaining("damaged log");
        assertThat(contents(image)).isEqualTo(before);
    }

    @Test
    void damageBesideALogIsRefusedAndLeftAsItIs() throws Exception {
        fillAndClose();
        Path image = temp.resolve("image");
        Files.createDirectory(image);
        try (Backend backend = open()) {
            committed(backend, told("late", 0));
            copy(image);
        }
        // Pages that the log holds are read from there: some of these it does not hold.
        overwrite(image.resolve("hub.db"), 5 * PAGE, 10 * PAGE);
        Map<String, Integer> before = contents(image);

        assertThatThrownBy(() -> open(image)).isInstanceOf(BackendStartException.class);
        assertThat(contents(image)).isEqualTo(before);
    }

    @Test
    void theFolderIsItsOwnersAlone() throws Exception {
        open().close();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("hub.db"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aCleanStopLeavesNoLog() throws Exception {
        fillAndClose();

        assertThat(contents(folder)).containsOnlyKeys("hub.db");
        assertThat(Files.size(folder.resolve("hub.lock"))).isZero();
    }

    @Test
    void anUnfinishedNewStoreIsThrownAway() throws Exception {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("hub.db.new"), "half");

        open().close();
        assertThat(contents(folder)).containsOnlyKeys("hub.db");
    }

    @Test
    void anyNameOfAFolderWill() {
        Path odd = temp.resolve("a?mode=ro #1 100% ü");
        try (Backend backend = open(odd)) {
            committed(backend, told("a", 0));
        }
        assertThat(odd.resolve("hub.db")).isNotEmptyFile();
    }

    @Test
    void aFileInPlaceOfTheFolderIsRefused() throws Exception {
        Files.writeString(folder, "not a folder");

        assertThatThrownBy(this::open)
                .isInstanceOf(BackendStartException.class)
                .hasMessageContaining(folder.toString());
    }

    @Test
    @Timeout(240)
    void aSecondHubIsRefusedHereAndInAnotherProcess() throws Exception {
        try (Backend first = open()) {
            assertThatThrownBy(this::open)
                    .isInstanceOf(BackendStartException.class)
                    .hasMessageContaining(folder.toString())
                    .hasMessageContaining("process " + ProcessHandle.current().pid());

            // After the refusal here: it must not have let go of the lock.
            Process other = Child.start(CommittingMain.class, temp.resolve("errors"), folder.toString(), "other");
            assertThat(other.waitFor()).isNotZero();
            assertThat(Files.readString(temp.resolve("errors")))
                    .contains("in use by another hub, process "
                            + ProcessHandle.current().pid());
            committed(first, told("still", 0));
        }
        open().close();
    }

    @Test
    @Timeout(240)
    void theHubThatHoldsTheFolderIsNamed() throws Exception {
        Process other = Child.start(CommittingMain.class, temp.resolve("errors"), folder.toString(), "other");
        try (BufferedReader lines = other.inputReader(StandardCharsets.UTF_8)) {
            assertThat(lines.readLine()).isEqualTo("open");

            assertThatThrownBy(this::open)
                    .isInstanceOf(BackendStartException.class)
                    .hasMessageContaining("process " + other.pid());
        } finally {
            other.destroyForcibly();
            other.waitFor();
        }
        open().close();
    }

    private Backend open() {
        return open(folder);
    }

    private static Backend open(Path folder) {
        return EmbeddedBackend.open(
                new EmbeddedConfig(folder, Duration.ofHours(1), 1_000, 1_000, Duration.ofMinutes(2)),
                new MovableClock());
    }

    private void fillAndClose() {
        try (Backend backend = open()) {
            fill(backend);
        }
    }

    private static void fill(Backend backend) {
        for (int i = 0; i < 300; i++) {
            committed(backend, told("t" + i, 0));
        }
    }

    /** Returns a folder with the files as a crash would leave them: copied while a hub has them open. */
    private Path crashImage() throws IOException {
        Path image = temp.resolve("image");
        Files.createDirectory(image);
        try (Backend backend = open()) {
            fill(backend);
            copy(image);
        }
        return image;
    }

    private void copy(Path image) throws IOException {
        for (String name : new String[] {"hub.db", "hub.db-wal"}) {
            Files.copy(folder.resolve(name), image.resolve(name));
        }
    }

    /** Returns a hash of each file that holds data; the lock and SQLite's index of the log hold none. */
    private static Map<String, Integer> contents(Path folder) throws IOException {
        Map<String, Integer> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (!name.equals("hub.lock") && !name.equals("hub.db-shm")) {
                    contents.put(name, Arrays.hashCode(Files.readAllBytes(file)));
                }
            }
        }
        return contents;
    }

    private static Arguments damage(String name, String sentence, Damage damage) {
        return Arguments.of(name, sentence, damage);
    }

    private static void overwrite(Path file, long at, int length) throws IOException {
        byte[] garbage = new byte[length];
        Arrays.fill(garbage, (byte) 0xA5);
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(at);
            open.write(garbage);
        }
    }

    private static void truncate(Path file, long length) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.setLength(length);
        }
    }

    private static void run(Path file, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void leaveOnlyALog(Path file) throws IOException {
        Files.move(file, Path.of(file + "-wal"));
    }
}
