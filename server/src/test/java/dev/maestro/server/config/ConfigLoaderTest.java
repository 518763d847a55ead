package dev.maestro.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {
    private static final String SECRET = "a secret that is just long enough";

    @TempDir
    Path folder;

    @Test
    void defaultsAreTheContractsNumbers() throws IOException {
        HubConfig config = ConfigLoader.load(null, Map.of(), Map.of()).config();

        assertThat(config)
                .isEqualTo(new HubConfig(
                        InetAddress.getByName("127.0.0.1"),
                        3000,
                        new HubConfig.ExtraPorts(null, null),
                        Path.of("maestro-data"),
                        LogLevel.INFO,
                        null,
                        List.of(),
                        List.of(),
                        List.of(),
                        new HubConfig.AuthSettings(
                                null,
                                null,
                                null,
                                null,
                                null,
                                List.of(),
                                Duration.ofSeconds(60),
                                Duration.ofSeconds(10)),
                        new HubConfig.LimitSettings(
                                100,
                                200,
                                100,
                                200,
                                1_000,
                                1_000,
                                2_000,
                                1_000,
                                60,
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(10),
                                Duration.ofMinutes(5),
                                new ByteSize(8 << 20)),
                        new HubConfig.PortalSettings(10, 100, 5, 2000, 5, new ByteSize(10_485_760)),
                        new HubConfig.EngineSettings(
                                Duration.ofSeconds(25),
                                Duration.ofSeconds(20),
                                new ByteSize(1_000_000),
                                Duration.ofSeconds(45),
                                Duration.ofSeconds(10),
                                new ByteSize(1 << 20),
                                4_096,
                                false,
                                new ByteSize(1_024),
                                10_000),
                        new HubConfig.TerminalSettings(
                                new ByteSize(256 * 1024), Duration.ofSeconds(30), true, 1_000, 2_000),
                        new HubConfig.AgentSettings(Duration.ofSeconds(30), Duration.ofSeconds(45)),
                        new HubConfig.RedisSettings(null, "maestro:", Duration.ofSeconds(2), Duration.ofSeconds(10)),
                        new HubConfig.EventSettings(Duration.ofHours(24), 1_000_000),
                        new HubConfig.AuditSettings(Duration.ofDays(30), 100_000),
                        new HubConfig.RecoverySettings(Duration.ofMinutes(2)),
                        new HubConfig.DrainSettings(Duration.ZERO, Duration.ofSeconds(10)),
                        10_000));
    }

    @Test
    void everyKeyCanBeSet() throws IOException {
        Map<String, String> values = Map.ofEntries(
                Map.entry("host", "::1"),
                Map.entry("port", "0"),
                Map.entry("portal.port", "8000"),
                Map.entry("brain.port", "0"),
                Map.entry("data-dir", "/var/lib/hub"),
                Map.entry("log-level", "debug"),
                Map.entry("external-url", "https://hub.example.org"),
                Map.entry("origins", "https://a.example.org, http://localhost:8080"),
                Map.entry("hosts", "hub.example.org, Hub.LAN"),
                Map.entry("trusted-proxies", "10.0.0.7, fd00::/8"),
                Map.entry("jwt-secret", SECRET),
                Map.entry("supabase-url", "https://p.supabase.co"),
                Map.entry("jwks-url", "https://issuer.example.org/jwks.json"),
                Map.entry("jwt-issuer", "issuer"),
                Map.entry("jwt-audience", "hub"),
                Map.entry("owners", "Ada@example.org, bob@example.org"),
                Map.entry("auth.expiry-warning", "30s"),
                Map.entry("auth.expiry-grace", "5s"),
                Map.entry("limits.events-per-second", "11"),
                Map.entry("limits.events-burst", "12"),
                Map.entry("limits.requests-per-second", "13"),
                Map.entry("limits.requests-burst", "14"),
                Map.entry("limits.connections-per-principal", "15"),
                Map.entry("limits.connections-per-address", "16"),
                Map.entry("limits.rooms-per-socket", "17"),
                Map.entry("limits.subscriptions-per-call", "18"),
                Map.entry("limits.refused-logins-per-minute", "19"),
                Map.entry("limits.authenticate-within", "20s"),
                Map.entry("limits.ban-after", "21s"),
                Map.entry("limits.ban", "22s"),
                Map.entry("limits.terminal-output", "1MiB"),
                Map.entry("portal.messages-per-second", "23"),
                Map.entry("portal.messages-per-minute", "24"),
                Map.entry("portal.connections", "25"),
                Map.entry("portal.message-length", "29"),
                Map.entry("portal.attachments", "0"),
                Map.entry("portal.attachment-size", "30KiB"),
                Map.entry("engine.ping-interval", "300ms"),
                Map.entry("engine.ping-timeout", "200ms"),
                Map.entry("engine.max-payload", "64KiB"),
                Map.entry("engine.connect-timeout", "5s"),
                Map.entry("engine.upgrade-timeout", "3s"),
                Map.entry("engine.high-water-mark", "2MB"),
                Map.entry("engine.high-water-mark-messages", "100"),
                Map.entry("engine.compression", "on"),
                Map.entry("engine.compression-threshold", "512B"),
                Map.entry("engine.max-dynamic-namespaces", "7"),
                Map.entry("terminal.ring", "64KiB"),
                Map.entry("terminal.grace", "26s"),
                Map.entry("terminal.snapshots", "off"),
                Map.entry("terminal.history-lines", "0"),
                Map.entry("terminal.max-terminals", "27"),
                Map.entry("agents.grace", "28s"),
                Map.entry("agents.stale-after", "29s"),
                Map.entry("redis-url", "rediss://ada:word@redis.example.org:6380/3"),
                Map.entry("redis.key-prefix", "hub-a:"),
                Map.entry("redis.timeout", "3s"),
                Map.entry("redis.node-lease", "4s"),
                Map.entry("events.max-age", "7d"),
                Map.entry("events.max-count", "5"),
                Map.entry("audit.keep", "1h"),
                Map.entry("audit.max-entries", "100"),
                Map.entry("recovery.window", "90s"),
                Map.entry("drain.wait", "3s"),
                Map.entry("drain.deadline", "20s"),
                Map.entry("store.max-waiting-commits", "6"));
        assertThat(values.keySet())
                .as("this test sets every key")
                .isEqualTo(Settings.ALL.stream().map(Setting::key).collect(Collectors.toSet()));

        HubConfig config = ConfigLoader.load(null, Map.of(), values).config();

        assertThat(config)
                .isEqualTo(new HubConfig(
                        InetAddress.getByName("::1"),
                        0,
                        new HubConfig.ExtraPorts(8000, 0),
                        Path.of("/var/lib/hub"),
                        LogLevel.DEBUG,
                        URI.create("https://hub.example.org"),
                        List.of("https://a.example.org", "http://localhost:8080"),
                        List.of("hub.example.org", "hub.lan"),
                        List.of(AddressRange.parse("10.0.0.7"), AddressRange.parse("fd00::/8")),
                        new HubConfig.AuthSettings(
                                SECRET,
                                URI.create("https://p.supabase.co"),
                                URI.create("https://issuer.example.org/jwks.json"),
                                "issuer",
                                "hub",
                                List.of("ada@example.org", "bob@example.org"),
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(5)),
                        new HubConfig.LimitSettings(
                                11,
                                12,
                                13,
                                14,
                                15,
                                16,
                                17,
                                18,
                                19,
                                Duration.ofSeconds(20),
                                Duration.ofSeconds(21),
                                Duration.ofSeconds(22),
                                new ByteSize(1 << 20)),
                        new HubConfig.PortalSettings(23, 24, 25, 29, 0, new ByteSize(30 * 1024)),
                        new HubConfig.EngineSettings(
                                Duration.ofMillis(300),
                                Duration.ofMillis(200),
                                new ByteSize(65_536),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(3),
                                new ByteSize(2_000_000),
                                100,
                                true,
                                new ByteSize(512),
                                7),
                        new HubConfig.TerminalSettings(new ByteSize(64 * 1024), Duration.ofSeconds(26), false, 0, 27),
                        new HubConfig.AgentSettings(Duration.ofSeconds(28), Duration.ofSeconds(29)),
                        new HubConfig.RedisSettings(
                                RedisUrl.parse("rediss://ada:word@redis.example.org:6380/3"),
                                "hub-a:",
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(4)),
                        new HubConfig.EventSettings(Duration.ofDays(7), 5),
                        new HubConfig.AuditSettings(Duration.ofHours(1), 100),
                        new HubConfig.RecoverySettings(Duration.ofSeconds(90)),
                        new HubConfig.DrainSettings(Duration.ofSeconds(3), Duration.ofSeconds(20)),
                        6));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "192.168.1.7", "::", "fd00::1"})
    void anAddressOthersReachDemandsAKey(String host) {
        assertThatThrownBy(() -> ConfigLoader.load(null, Map.of(), Map.of("host", host, "jwt-issuer", "me")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll(
                        "host = \"" + host + "\" (flag --host)", "jwt-secret", "supabase-url", "jwks-url");

        for (Map.Entry<String, String> key : Map.of(
                        "jwt-secret", "x".repeat(32),
                        "supabase-url", "https://p.supabase.co",
                        "jwks-url", "https://id.example.org/jwks.json")
                .entrySet()) {
            Map<String, String> values = Map.of("host", host, key.getKey(), key.getValue());
            assertThat(ConfigLoader.load(null, Map.of(), values).config().host().isLoopbackAddress())
                    .isFalse();
        }
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "host|example.org",
                "port|65536",
                "port|-1",
                "port|http",
                "portal.port|65536",
                "portal.port|on",
                "brain.port|-1",
                "brain.port|''",
                "data-dir|''",
                "log-level|loud",
                "external-url|hub.example.org",
                "external-url|https://hub.example.org/path",
                "external-url|https://user@hub.example.org",
                "origins|*",
                "origins|https://a.example.org;https://b.example.org",
                "hosts|https://hub.example.org",
                "hosts|hub.example.org:3000",
                "trusted-proxies|proxy.example.org",
                "trusted-proxies|10.0.0.1/8",
                "supabase-url|https://p.supabase.co/auth",
                "supabase-url|http://p.supabase.co",
                "jwks-url|http://issuer.example.org/jwks.json",
                "jwks-url|jwks.json",
                "jwt-issuer|''",
                "jwt-audience|''",
                "owners|ada",
                "auth.expiry-warning|0s",
                "auth.expiry-grace|2h",
                "limits.events-per-second|0",
                "limits.events-burst|0",
                "limits.requests-per-second|many",
                "limits.requests-burst|-1",
                "limits.connections-per-principal|0",
                "limits.connections-per-address|0",
                "limits.rooms-per-socket|0",
                "limits.subscriptions-per-call|0",
                "limits.refused-logins-per-minute|0",
                "limits.authenticate-within|1ms",
                "limits.ban-after|0s",
                "limits.ban|25h",
                "limits.terminal-output|1KiB",
                "portal.messages-per-second|0",
                "portal.messages-per-minute|0",
                "portal.connections|0",
                "portal.message-length|0",
                "portal.message-length|16385",
                "portal.attachments|101",
                "portal.attachment-size|0",
                "redis.key-prefix|a{b}:",
                "redis.timeout|1ms",
                "redis.node-lease|1ms",
                "audit.keep|59m",
                "audit.max-entries|99",
                "engine.ping-interval|25",
                "engine.ping-interval|0s",
                "engine.ping-timeout|2h",
                "engine.max-payload|100",
                "engine.max-payload|1TB",
                "engine.connect-timeout|1ms",
                "engine.upgrade-timeout|soon",
                "engine.high-water-mark|1KiB",
                "engine.high-water-mark-messages|15",
                "engine.compression|yes",
                "engine.compression-threshold|0",
                "engine.max-dynamic-namespaces|0",
                "terminal.ring|1KiB",
                "terminal.grace|0s",
                "terminal.snapshots|maybe",
                "terminal.history-lines|-1",
                "terminal.max-terminals|0",
                "agents.grace|2h",
                "agents.stale-after|soon",
                "events.max-age|0s",
                "events.max-count|0",
                "events.max-count|many",
                "recovery.window|500ms",
                "recovery.window|25h",
                "recovery.window|never",
                "drain.wait|6m",
                "drain.deadline|0s",
                "store.max-waiting-commits|0"
            })
    void aBadValueIsRefusedNamingKeyValueAndRule(String key, String value) {
        Setting<?> setting = Settings.ALL.stream()
                .filter(candidate -> candidate.key().equals(key))
                .findFirst()
                .orElseThrow();

        assertThatThrownBy(() -> ConfigLoader.load(null, Map.of(), Map.of(key, value)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(key + " = \"" + value + "\"")
                .hasMessageContaining("must be " + setting.rule());
    }

    @Test
    void aSecretIsNeverShown() {
        LoadedConfig loaded = ConfigLoader.load(null, Map.of(), Map.of("jwt-secret", SECRET));

        assertThat(loaded.lines()).contains("jwt-secret = (secret)  (flag --jwt-secret)");
        assertThat(loaded.config().toString()).doesNotContain(SECRET);
        assertThatThrownBy(() -> ConfigLoader.load(null, Map.of("MAESTRO_JWT_SECRET", "too short"), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("jwt-secret = \"(secret)\" (environment MAESTRO_JWT_SECRET): must be a secret of at least"
                        + " 32 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "0", "0s"})
    void recoveryCanBeTurnedOff(String text) {
        HubConfig.RecoverySettings recovery = ConfigLoader.load(null, Map.of(), Map.of("recovery.window", text))
                .config()
                .recovery();

        assertThat(recovery.on()).isFalse();
        assertThat(recovery.window()).isZero();
    }

    @Test
    void flagsOverruleTheEnvironmentWhichOverrulesTheFile() throws IOException {
        Path file = write("port=1001", "log-level=warn", "events.max-count=9");

        LoadedConfig loaded = ConfigLoader.load(
                file,
                Map.of("MAESTRO_PORT", "1002", "MAESTRO_LOG_LEVEL", "error", "PATH", "/bin"),
                Map.of("port", "1003"));

        assertThat(loaded.config().port()).isEqualTo(1003);
        assertThat(loaded.config().logLevel()).isEqualTo(LogLevel.ERROR);
        assertThat(loaded.config().events().maxCount()).isEqualTo(9);
        assertThat(loaded.lines())
                .contains(
                        "port = 1003  (flag --port)",
                        "log-level = error  (environment MAESTRO_LOG_LEVEL)",
                        "events.max-count = 9  (file " + file + ")",
                        "external-url = (not set)");
    }

    @Test
    void unknownKeysAreRefusedWhereverTheyStandAndAllAtOnce() throws IOException {
        Path file = write("prot=1001");

        assertThatThrownBy(
                        () -> ConfigLoader.load(file, Map.of("MAESTRO_PROT", "1"), Map.of("ports", "2", "port", "x")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("prot (file " + file + "): there is no such setting")
                .hasMessageContaining("MAESTRO_PROT (environment): there is no such setting")
                .hasMessageContaining("ports (flag --ports): there is no such setting")
                .hasMessageContaining("port = \"x\" (flag --port): must be a whole number, 0 to 65535");
    }

    @Test
    void whatASpawnedTerminalIsGivenIsNoSetting() {
        assertThat(ConfigLoader.load(
                                null,
                                Map.of("MAESTRO_SESSION_ID", "sess_1", "MAESTRO_SERVER_URL", "http://localhost:3000"),
                                Map.of())
                        .config()
                        .port())
                .isEqualTo(3000);
    }

    @Test
    void aFileThatIsNamedMustBeThere() {
        Path missing = folder.resolve("missing.properties");

        assertThatThrownBy(() -> ConfigLoader.load(missing, Map.of(), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(missing.toString());
        assertThatThrownBy(() -> ConfigLoader.load(null, Map.of("MAESTRO_CONFIG", missing.toString()), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(missing.toString());
    }

    @ParameterizedTest
    @CsvSource({"0,0B", "1000,1KB", "1024,1KiB", "1000000,1MB", "1048576,1MiB", "1073741824,1GiB", "1500,1500B"})
    void sizesAreShownInTheLargestWholeUnitAndReadBack(long bytes, String text) {
        assertThat(new ByteSize(bytes)).hasToString(text);
        assertThat(ByteSize.parse(text)).isEqualTo(new ByteSize(bytes));
    }

    private Path write(String... lines) throws IOException {
        return Files.write(folder.resolve("hub.properties"), List.of(lines));
    }
}
