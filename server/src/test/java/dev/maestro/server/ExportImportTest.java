package dev.maestro.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.protocol.event.EventName;
import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.server.auth.token.OwnSecret;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.BackendStartException;
import dev.maestro.server.backend.Change;
import dev.maestro.server.backend.Commit;
import dev.maestro.server.backend.CommitResult;
import dev.maestro.server.backend.DocumentKey;
import dev.maestro.server.backend.DocumentKind;
import dev.maestro.server.backend.IdempotentAnswer;
import dev.maestro.server.backend.NewEvent;
import dev.maestro.server.backend.Offset;
import dev.maestro.server.backend.embedded.EmbeddedBackend;
import dev.maestro.server.backend.embedded.EmbeddedConfig;
import dev.maestro.server.backend.embedded.EmbeddedImport;
import dev.maestro.server.backend.redis.RedisImport;
import dev.maestro.server.backend.redis.TestRedis;
import dev.maestro.server.config.ConfigLoader;
import dev.maestro.server.config.HubConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ExportImportTest {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final int COMMITS = 700;

    @TempDir
    Path folder;

    private Path settings;
    private Path file;
    private final StringWriter errors = new StringWriter();

    @BeforeEach
    void makeSettings() throws IOException {
        settings = Files.createFile(folder.resolve("empty.properties"));
        file = folder.resolve("export.jsonl");
    }

    @Test
    void everythingGoesToRedisAndBackAsItWas() throws IOException {
        fill(folder.resolve("first"), 6_061);
        Path second = folder.resolve("second.jsonl");
        Path third = folder.resolve("third.jsonl");
        try (TestRedis redis = TestRedis.start(Files.createDirectory(folder.resolve("redis")))) {
            List<String> there = List.of("--redis-url", redis.url(), "--redis.key-prefix", "o[d]d*:");
            List<String> back = List.of("--data-dir", folder.resolve("back").toString());
            done("export", file, "--data-dir", folder.resolve("first").toString());
            done("import", file, there);
            done("export", second, there);
            done("import", second, back);
            done("export", third, back);
            refused("a hub has used Redis", "import", file, there);
        }

        assertThat(sorted(file)).hasSizeGreaterThan(COMMITS).isEqualTo(sorted(second));
        assertThat(Files.readAllLines(file).get(0))
                .isEqualTo(Files.readAllLines(third).get(0));
        assertThat(sorted(third)).isEqualTo(sorted(file));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(second)))
                .isEqualTo("rw-------");
        assertThat(OwnSecret.inFolder(folder.resolve("back")).find()).hasValueSatisfying(secret -> assertThat(secret)
                .isEqualTo(OwnSecret.inFolder(folder.resolve("first")).find().orElseThrow()));
    }

    @Test
    void anImportedStoreGoesOnWhereTheOtherStopped() {
        fill(folder.resolve("first"), 1);
        done("export", file, "--data-dir", folder.resolve("first").toString());
        done("import", file, "--data-dir", folder.resolve("second").toString());

        try (Backend before = open("first");
                Backend after = open("second")) {
            assertThat(after.feed().head()).isEqualTo(before.feed().head());
            Commit commit = Commit.builder()
                    .change(new Change.Put(
                            DocumentKey.of(DocumentKind.TASK, "new"), "p0", 0, Set.of(), JsonBytes.of(Map.of())))
                    .event(new NewEvent(EventName.TASK_CREATED, "p0", List.of(), JsonBytes.of(Map.of())))
                    .build();
            assertThat(offset(after, commit)).isEqualTo(offset(before, commit));
        }
    }

    @Test
    void onlyAnEmptyPlaceIsImportedInto() throws IOException {
        fill(folder.resolve("first"), 1);
        fill(folder.resolve("other"), 2);
        done("export", file, "--data-dir", folder.resolve("first").toString());

        refused(
                "there is a store in",
                "import",
                file,
                "--data-dir",
                folder.resolve("other").toString());
        refused(
                "is there already",
                "export",
                file,
                "--data-dir",
                folder.resolve("first").toString());
        refused("there is no store in", "export", folder.resolve("x"), "--data-dir", folder.toString());
    }

    @Test
    void aStoreThatAHubUsesIsNotExported() throws IOException {
        fill(folder.resolve("first"), 1);
        try (Backend used = open("first")) {
            assertThat(used.troubles()).isEmpty();
            refused(
                    "in use by another hub",
                    "export",
                    file,
                    "--data-dir",
                    folder.resolve("first").toString());
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void aBadFileLeavesNothingBehind() throws IOException {
        fill(folder.resolve("first"), 1);
        done("export", file, "--data-dir", folder.resolve("first").toString());
        String text = Files.readString(file);
        Path cut = Files.writeString(folder.resolve("cut"), text.substring(0, text.length() - 30));
        Path target = folder.resolve("target");
        try (TestRedis redis = TestRedis.start(Files.createDirectory(folder.resolve("redis")))) {
            refused("cut off", "import", cut, "--redis-url", redis.url());
            refused("cut off", "import", cut, "--data-dir", target.toString());
            assertThat(target.resolve("hub.db.importing")).doesNotExist();
            assertThat(target.resolve("token-secret")).doesNotExist();

            done("import", file, "--redis-url", redis.url());
            done("import", file, "--data-dir", target.toString());
        }
    }

    @Test
    void whatIsHalfImportedIsNoStoreUntilItIsImportedAgain() throws IOException {
        fill(folder.resolve("first"), 1);
        done("export", file, "--data-dir", folder.resolve("first").toString());
        Path target = folder.resolve("target");
        // As a process that was killed leaves it.
        EmbeddedImport.open(target).close();
        Files.createFile(target.resolve("hub.db.importing"));
        assertThatThrownBy(() -> open("target"))
                .isInstanceOf(BackendStartException.class)
                .hasMessageContaining("an import into")
                .hasMessageContaining("Import again");
        done("import", file, "--data-dir", target.toString());
        open("target").close();

        try (TestRedis redis = TestRedis.start(Files.createDirectory(folder.resolve("redis")))) {
            HubConfig config = ConfigLoader.load(null, Map.of(), Map.of("redis-url", redis.url()))
                    .config();
            RedisImport.open(PartConfigs.redis(config).orElseThrow(), "e");
            assertThatThrownBy(() -> HubStore.open(config, CLOCK))
                    .isInstanceOf(BackendStartException.class)
                    .hasMessageContaining("unfinished import");
            refused("unfinished import", "export", folder.resolve("no"), "--redis-url", redis.url());
            done("import", file, "--redis-url", redis.url());
            HubStore.open(config, CLOCK).backend().close();
        }
    }

    private static Offset offset(Backend backend, Commit commit) {
        return ((CommitResult.Committed)
                        backend.commit(commit).toCompletableFuture().join())
                .offset();
    }

    private Backend open(String name) {
        return EmbeddedBackend.open(
                new EmbeddedConfig(folder.resolve(name), Duration.ofDays(1), 500, 1_000, Duration.ofMinutes(2)), CLOCK);
    }

    /** Makes a store in which documents were made, changed and removed, events trimmed, requests answered, sockets saved. */
    private void fill(Path place, long seed) {
        Random random = new Random(seed);
        Map<DocumentKey, Long> versions = new HashMap<>();
        Map<DocumentKey, String> projects = new HashMap<>();
        try (Backend backend = open(place.getFileName().toString())) {
            for (int i = 0; i < COMMITS; i++) {
                DocumentKey key = DocumentKey.of(
                        DocumentKind.values()[random.nextInt(DocumentKind.values().length)], "d" + random.nextInt(150));
                String project = projects.computeIfAbsent(key, made -> "p" + random.nextInt(9));
                long version = versions.getOrDefault(key, 0L);
                Commit.Builder commit = Commit.builder();
                if (version > 0 && random.nextInt(5) == 0) {
                    commit.change(new Change.Delete(key, version));
                    versions.remove(key);
                    projects.remove(key);
                } else {
                    commit.change(new Change.Put(
                            key,
                            project,
                            version,
                            random.nextBoolean() ? Set.of() : Set.of("tag \"" + random.nextInt(3), "é"),
                            JsonBytes.of(Map.of("text", random.nextInt() + " \u00e9\ud83d\ude00\n", "n", 1.5))));
                    versions.put(key, version + 1);
                }
                EventName[] names = EventName.values();
                commit.event(new NewEvent(
                        names[i % names.length], project, List.of("s" + random.nextInt(5)), JsonBytes.of(List.of(i))));
                if (random.nextInt(4) == 0) {
                    commit.answer(new IdempotentAnswer(
                            "user:1:" + random.nextInt(3) + " é",
                            "k" + i,
                            "hash",
                            201,
                            JsonBytes.of(Map.of("i", i)),
                            Duration.ofHours(1)));
                }
                backend.commit(commit.build()).toCompletableFuture().join();
            }
            for (int i = 0; i < 30; i++) {
                backend.recoverySessions()
                        .save("pid" + i, JsonBytes.of(Map.of("rooms", List.of("r" + i))))
                        .toCompletableFuture()
                        .join();
            }
        }
        assertThat(OwnSecret.inFolder(place).findOrMake()).hasSize(OwnSecret.BYTES);
    }

    private static List<String> sorted(Path lines) throws IOException {
        return Files.readAllLines(lines).stream().sorted().toList();
    }

    private void done(String command, Path what, String... flags) {
        done(command, what, List.of(flags));
    }

    private void done(String command, Path what, List<String> flags) {
        assertThat(run(command, what, flags)).as(errors.toString()).isZero();
    }

    private void refused(String sentence, String command, Path what, String... flags) {
        refused(sentence, command, what, List.of(flags));
    }

    private void refused(String sentence, String command, Path what, List<String> flags) {
        errors.getBuffer().setLength(0);
        assertThat(run(command, what, flags)).isEqualTo(1);
        assertThat(errors.toString())
                .startsWith("Nothing was " + command + "ed: ")
                .contains(sentence)
                .endsWith(".\n");
    }

    private int run(String command, Path what, List<String> flags) {
        List<String> arguments = new ArrayList<>(List.of(command, what.toString(), "--config", settings.toString()));
        arguments.addAll(flags);
        CommandLine hub = HubCommand.commandLine();
        hub.setOut(new PrintWriter(new StringWriter(), true));
        hub.setErr(new PrintWriter(errors, true));
        return hub.execute(arguments.toArray(String[]::new));
    }
}
