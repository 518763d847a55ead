package dev.maestro.server.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.maestro.server.auth.token.OwnSecret;
import dev.maestro.server.backend.embedded.EmbeddedBackend;
import dev.maestro.server.backend.embedded.EmbeddedConfig;
import dev.maestro.server.backend.redis.RedisConfig;
import dev.maestro.server.backend.redis.TestRedis;
import dev.maestro.server.config.ConfigLoader;
import dev.maestro.server.config.HubConfig;
import dev.maestro.server.config.RedisUrl;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each check with what is well, and with a fault of each kind. */
class DoctorTest {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final Duration LEASE = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private HubConfig config(String... settings) {
        Map<String, String> all = new LinkedHashMap<>(Map.of("port", "0", "data-dir", folder.toString()));
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        return ConfigLoader.load(null, Map.of(), all).config();
    }

    private Subject subject(String... settings) {
        HubConfig config = config(settings);
        return new Subject(config, Optional.empty(), config.reachedAt(), Optional::empty, CLOCK);
    }

    private static void finds(Check check, Verdict verdict, String... words) {
        assertThat(check.look()).anySatisfy(finding -> {
            assertThat(finding.verdict()).isEqualTo(verdict);
            assertThat(finding.found() + finding.mend()).contains(words);
            assertThat(finding.mend().isEmpty()).isEqualTo(verdict == Verdict.OK);
        });
    }

    private static void isWell(Check check) {
        assertThat(check.look()).isNotEmpty().allSatisfy(finding -> assertThat(finding.verdict())
                .as(finding.toString())
                .isEqualTo(Verdict.OK));
    }

    private void makeStore() {
        EmbeddedBackend.open(new EmbeddedConfig(folder, Duration.ofDays(1), 1_000, 1_000, Duration.ZERO), CLOCK)
                .close();
    }

    @Test
    void javaOfTheWrongAgeIsFound() {
        isWell(new JavaCheck(17));
        finds(new JavaCheck(16), Verdict.BAD, "Java 16", "17 or newer");
        finds(new JavaCheck(40), Verdict.WARN, "Java 40");
    }

    @Test
    void aLowLimitOfFilesIsFound() throws Exception {
        isWell(new FilesCheck(OptionalLong.of(65_536)));
        finds(new FilesCheck(OptionalLong.of(4_096)), Verdict.WARN, "4096", "ulimit -n 65536");
        assertThat(FilesCheck.ofThisProcess().orElse(1)).isPositive();
    }

    @Test
    void aClockThatIsWrongIsFound() throws IOException {
        isWell(new ClockCheck(CLOCK, folder));
        isWell(new ClockCheck(CLOCK, folder.resolve("none")));
        finds(new ClockCheck(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), folder), Verdict.BAD, "1970", "NTP");
        Path written = Files.createFile(folder.resolve("f"));
        Files.setLastModifiedTime(written, FileTime.from(CLOCK.instant().plusSeconds(7_200)));
        finds(new ClockCheck(CLOCK, folder), Verdict.BAD, "has gone back");
    }

    @Test
    void aPortThatIsTakenIsFound() throws IOException {
        Probe probe = new Probe(Duration.ofMillis(100));
        isWell(new PortCheck(subject(), probe, false));
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            // It takes nothing in; a hub would have answered.
            Subject taken = subject("port", Integer.toString(socket.getLocalPort()));
            finds(new PortCheck(taken, probe, false), Verdict.BAD, "no hub answers", "--port");
        }
        finds(
                new PortCheck(subject("host", "192.0.2.1", "jwt-secret", "x".repeat(40)), probe, false),
                Verdict.OK,
                "Whichever");
    }

    @Test
    void aFolderNobodyCanUseIsFound() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        FolderCheck.Room none = new FolderCheck.Room(0, 0);
        isWell(new FolderCheck(folder, none));
        isWell(new FolderCheck(folder.resolve("a/b"), none));
        Path file = Files.createFile(folder.resolve("file"));
        finds(new FolderCheck(file, none), Verdict.BAD, "is no folder", "--data-dir");
        finds(new FolderCheck(file.resolve("below"), none), Verdict.BAD, "cannot be written");
        finds(
                new FolderCheck(folder, new FolderCheck.Room(Long.MAX_VALUE, Long.MAX_VALUE)),
                Verdict.BAD,
                "MiB are free");
        finds(new FolderCheck(folder, new FolderCheck.Room(0, Long.MAX_VALUE)), Verdict.WARN, "Make room");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x---"));
        finds(new FolderCheck(folder, none), Verdict.WARN, "look into", "chmod 700");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwx---"));
        finds(new FolderCheck(folder, none), Verdict.BAD, "write to", "chmod 700");
    }

    @Test
    void aStoreThatIsSpoiledOrInUseIsFoundAndNothingIsChanged() throws IOException {
        isWell(new StoreCheck(folder, false));
        isWell(new StoreCheck(folder.resolve("none"), false));
        assertThat(folder).isEmptyDirectory();
        makeStore();
        isWell(new StoreCheck(folder, false));
        try (EmbeddedBackend open = EmbeddedBackend.open(
                new EmbeddedConfig(folder, Duration.ofDays(1), 1_000, 1_000, Duration.ZERO), CLOCK)) {
            finds(
                    new StoreCheck(folder, false),
                    Verdict.BAD,
                    "process " + ProcessHandle.current().pid());
            isWell(new StoreCheck(folder, true));
            assertThat(open.troubles()).isEmpty();
        }
        try (RandomAccessFile file =
                new RandomAccessFile(folder.resolve("hub.db").toFile(), "rw")) {
            file.seek(60);
            file.writeInt(99);
        }
        finds(new StoreCheck(folder, false), Verdict.BAD, "format 99");
        Files.writeString(folder.resolve("hub.db"), "nonsense");
        finds(new StoreCheck(folder, false), Verdict.BAD, "not a hub's store");
    }

    @Test
    void aStoreThatAnotherProcessUsesIsFound() throws Exception {
        makeStore();
        Process holder = new ProcessBuilder(
                        "python3",
                        "-c",
                        "import fcntl,sys,struct\n"
                                + "f=open(sys.argv[1],'r+b')\n"
                                + "fcntl.fcntl(f,fcntl.F_SETLK,struct.pack('hhqqi4x',fcntl.F_WRLCK,0,2**63-2,1,0))\n"
                                + "print('held',flush=True)\n"
                                + "sys.stdin.read()",
                        folder.resolve("hub.lock").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(holder.inputReader().readLine()).isEqualTo("held");
            finds(new StoreCheck(folder, false), Verdict.BAD, "A hub uses it");
        } finally {
            holder.destroy();
        }
    }

    @Test
    void keysThatDoNotHoldAreFound() throws IOException {
        isWell(new KeysCheck(subject()));
        byte[] unused = OwnSecret.inFolder(folder).findOrMake();
        isWell(new KeysCheck(subject()));
        isWell(new KeysCheck(subject("jwt-secret", "0123456789abcdef0123456789abcdef")));
        finds(new KeysCheck(subject("jwt-secret", "x".repeat(40))), Verdict.WARN, "few different");
        Files.setPosixFilePermissions(folder.resolve("token-secret"), PosixFilePermissions.fromString("rw-r--r--"));
        finds(new KeysCheck(subject()), Verdict.BAD, "read or changed by others", "chmod 600");
    }

    @Test
    void anIssuerWithoutKeysIsFound() throws IOException {
        HttpServer issuer = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        serve(
                issuer,
                "/good",
                "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"alg\":\"EdDSA\",\"use\":\"sig\","
                        + "\"kid\":\"a\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}]}");
        serve(issuer, "/none", "{\"keys\":[]}");
        serve(issuer, "/odd", "<html>");
        issuer.start();
        String base = "http://127.0.0.1:" + issuer.getAddress().getPort();
        try {
            finds(new KeysCheck(subject("jwks-url", base + "/good")), Verdict.OK, "has 1 usable");
            finds(new KeysCheck(subject("jwks-url", base + "/none")), Verdict.BAD, "no key");
            finds(new KeysCheck(subject("jwks-url", base + "/odd")), Verdict.BAD, "not JSON");
        } finally {
            issuer.stop(0);
        }
        finds(new KeysCheck(subject("jwks-url", base + "/good")), Verdict.BAD, "cannot be had");
    }

    private static void serve(HttpServer server, String path, String text) {
        server.createContext(path, exchange -> {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    @Test
    void anAddressThatPagesCannotUseIsFound() {
        isWell(new OriginsCheck(subject()));
        isWell(new OriginsCheck(subject("external-url", "https://hub.example.org")));
        finds(new OriginsCheck(subject("origins", "http://a.example.org")), Verdict.WARN, "unencrypted");
        Subject plain = subject();
        Subject elsewhere = new Subject(
                plain.config(),
                Optional.empty(),
                Optional.of(URI.create("https://hub.example.org")),
                Optional::empty,
                CLOCK);
        finds(new OriginsCheck(elsewhere), Verdict.BAD, "may not talk", "external-url=https://hub.example.org");
        finds(new OriginsCheck(elsewhere), Verdict.BAD, "does not go by the name", "hosts=hub.example.org");
    }

    private static RedisConfig redis(String url) {
        return new RedisConfig(
                RedisUrl.parse(url),
                "maestro:",
                Duration.ofSeconds(30),
                Duration.ofDays(1),
                1_000,
                1_000,
                Duration.ZERO);
    }

    @Test
    void aRedisThatForgetsIsFound() {
        try (TestRedis redis = TestRedis.start(
                folder, "--appendonly", "no", "--maxmemory", "50mb", "--maxmemory-policy", "allkeys-lru")) {
            RedisCheck check = new RedisCheck(redis(redis.url()), LEASE, CLOCK);
            finds(check, Verdict.WARN, "gone when Redis ends", "appendonly yes");
            finds(check, Verdict.BAD, "allkeys-lru", "noeviction");
            finds(check, Verdict.OK, "is reached");
            finds(check, Verdict.OK, "No hub has kept anything");
        }
    }

    @Test
    void aRedisIsWellAndClocksThatDisagreeAreFound() {
        try (TestRedis redis = TestRedis.start(folder)) {
            isWell(new RedisCheck(redis(redis.url()), LEASE, CLOCK));
            finds(
                    new RedisCheck(redis(redis.url()), LEASE, Clock.offset(CLOCK, Duration.ofSeconds(-5))),
                    Verdict.WARN,
                    "ahead of",
                    "NTP");
            finds(
                    new RedisCheck(redis(redis.url()), LEASE, Clock.offset(CLOCK, Duration.ofMinutes(5))),
                    Verdict.BAD,
                    "behind");
            finds(
                    new RedisCheck(redis(redis.url().replace("127", "x:y@127")), LEASE, CLOCK),
                    Verdict.BAD,
                    "does not let the hub in");
            redis.kill();
            finds(new RedisCheck(redis(redis.url()), LEASE, CLOCK), Verdict.BAD, "cannot be reached", "redis-url");
            redis.restart();
        }
    }

    @Test
    void aRedisThatWantsAPasswordIsFound() {
        try (TestRedis redis = TestRedis.start(folder, "--requirepass", "secret-word")) {
            finds(new RedisCheck(redis(redis.url()), LEASE, CLOCK), Verdict.BAD, "does not let the hub in");
            finds(
                    new RedisCheck(redis(redis.url().replace("127", ":wrong@127")), LEASE, CLOCK),
                    Verdict.BAD,
                    "does not let the hub in");
            isWell(new RedisCheck(redis(redis.url().replace("127", ":secret-word@127")), LEASE, CLOCK));
        }
    }

    @Test
    void whatCannotBeLookedAtIsAFinding() {
        assertThat(Doctor.look(subject())).extracting(Finding::check).contains("java", "port", "store", "tunnel");
        assertThat(new Report(List.of(Doctor.ofSettings("x"))).good()).isFalse();
    }
}
