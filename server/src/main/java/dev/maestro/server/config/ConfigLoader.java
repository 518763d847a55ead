package dev.maestro.server.config;

import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the settings: defaults, then the file, then the environment, then the flags, each overruling those before.
 *
 * <p>Every fault is reported at once, each naming key, value and rule; an unknown key is a fault.
 */
public final class ConfigLoader {
    /** The file that is read when it is there and no other is named. */
    public static final Path DEFAULT_FILE = Path.of("maestro-hub.properties");

    private static final String FILE_VARIABLE = Setting.ENVIRONMENT_PREFIX + "CONFIG";

    /** What the hub itself gives the terminals it spawns: a hub started in one must not take them for settings. */
    private static final Set<String> NOT_SETTINGS = Set.of(
            FILE_VARIABLE,
            "MAESTRO_SESSION_ID",
            "MAESTRO_AGENT_SESSION",
            "MAESTRO_SESSION_TOKEN",
            "MAESTRO_TOKEN",
            "MAESTRO_PROJECT_ID",
            "MAESTRO_TASK_IDS",
            "MAESTRO_SERVER_URL",
            "MAESTRO_SKILLS");

    private final Map<String, Setting<?>> byKey =
            Settings.ALL.stream().collect(Collectors.toMap(Setting::key, setting -> setting));
    private final List<String> faults = new ArrayList<>();
    private final Map<String, Given> given = new LinkedHashMap<>();

    /**
     * A value as somebody set it.
     *
     * @param text the value
     * @param where who set it
     */
    private record Given(String text, String where) {}

    private ConfigLoader() {}

    /**
     * Reads the settings.
     *
     * @param file the file named by a flag; null for the one the environment names, or the default one if it is there
     * @param environment all environment variables
     * @param flags the flags given, by key
     * @throws ConfigException if anything is wrong with them
     */
    public static LoadedConfig load(@Nullable Path file, Map<String, String> environment, Map<String, String> flags) {
        ConfigLoader loader = new ConfigLoader();
        Optional<Path> source = loader.findFile(file, environment);
        source.ifPresent(loader::readFile);
        loader.readEnvironment(environment);
        flags.forEach((key, text) -> loader.give(key, text, "flag --" + key));
        HubConfig config = loader.build();
        return new LoadedConfig(config, loader.lines());
    }

    /** Returns the settings when nobody sets any. */
    static HubConfig defaults() {
        return new ConfigLoader().build();
    }

    private Optional<Path> findFile(@Nullable Path file, Map<String, String> environment) {
        String named = environment.get(FILE_VARIABLE);
        if (file != null) {
            return Optional.of(file);
        }
        if (named != null) {
            return Optional.of(Path.of(named));
        }
        return Files.exists(DEFAULT_FILE) ? Optional.of(DEFAULT_FILE) : Optional.empty();
    }

    private void readFile(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigException("the settings file " + file.toAbsolutePath() + " cannot be read: " + e);
        }
        for (String key : new TreeSet<>(properties.stringPropertyNames())) {
            give(key, properties.getProperty(key), "file " + file);
        }
    }

    private void readEnvironment(Map<String, String> environment) {
        Map<String, Setting<?>> byVariable =
                Settings.ALL.stream().collect(Collectors.toMap(Setting::variable, setting -> setting));
        for (String variable : new TreeSet<>(environment.keySet())) {
            if (!variable.startsWith(Setting.ENVIRONMENT_PREFIX) || NOT_SETTINGS.contains(variable)) {
                continue;
            }
            Setting<?> setting = byVariable.get(variable);
            String text = environment.getOrDefault(variable, "");
            if (setting == null) {
                // Its value may be a secret whose name is spelt wrong.
                faults.add("%s (environment): there is no such setting; known are %s"
                        .formatted(variable, String.join(", ", new TreeSet<>(byVariable.keySet()))));
            } else {
                give(setting.key(), text, "environment " + variable);
            }
        }
    }

    private void give(String key, String text, String where) {
        if (byKey.containsKey(key)) {
            given.put(key, new Given(text, where));
        } else {
            faults.add("%s (%s): there is no such setting; known are %s"
                    .formatted(key, where, String.join(", ", new TreeSet<>(byKey.keySet()))));
        }
    }

    private HubConfig build() {
        Settings.ALL.forEach(this::check);
        if (faults.isEmpty()) {
            checkListening(require(Settings.HOST), auth());
        }
        if (!faults.isEmpty()) {
            throw new ConfigException(faults);
        }
        return new HubConfig(
                require(Settings.HOST),
                require(Settings.PORT),
                new HubConfig.ExtraPorts(orNull(Settings.PORTAL_PORT), orNull(Settings.BRAIN_PORT)),
                require(Settings.DATA_DIR),
                require(Settings.LOG_LEVEL),
                value(Settings.EXTERNAL_URL).orElse(null),
                require(Settings.ORIGINS),
                require(Settings.HOSTS),
                require(Settings.TRUSTED_PROXIES),
                auth(),
                limits(),
                new HubConfig.PortalSettings(
                        require(Settings.PORTAL_MESSAGES_PER_SECOND),
                        require(Settings.PORTAL_MESSAGES_PER_MINUTE),
                        require(Settings.PORTAL_CONNECTIONS),
                        require(Settings.MESSAGE_LENGTH),
                        require(Settings.ATTACHMENTS),
                        require(Settings.ATTACHMENT_SIZE)),
                new HubConfig.EngineSettings(
                        require(Settings.PING_INTERVAL),
                        require(Settings.PING_TIMEOUT),
                        require(Settings.MAX_PAYLOAD),
                        require(Settings.CONNECT_TIMEOUT),
                        require(Settings.UPGRADE_TIMEOUT),
                        require(Settings.HIGH_WATER_MARK),
                        require(Settings.HIGH_WATER_MARK_MESSAGES),
                        require(Settings.COMPRESSION),
                        require(Settings.COMPRESSION_THRESHOLD),
                        require(Settings.MAX_DYNAMIC_NAMESPACES)),
                new HubConfig.TerminalSettings(
                        require(Settings.TERMINAL_RING),
                        require(Settings.TERMINAL_GRACE),
                        require(Settings.TERMINAL_SNAPSHOTS),
                        require(Settings.TERMINAL_HISTORY_LINES),
                        require(Settings.MAX_TERMINALS)),
                new HubConfig.AgentSettings(require(Settings.AGENT_GRACE), require(Settings.AGENT_STALE_AFTER)),
                new HubConfig.RedisSettings(
                        value(Settings.REDIS_URL).orElse(null),
                        require(Settings.REDIS_KEY_PREFIX),
                        require(Settings.REDIS_TIMEOUT),
                        require(Settings.REDIS_NODE_LEASE)),
                new HubConfig.EventSettings(require(Settings.EVENTS_MAX_AGE), require(Settings.EVENTS_MAX_COUNT)),
                new HubConfig.AuditSettings(require(Settings.AUDIT_KEEP), require(Settings.AUDIT_MAX_ENTRIES)),
                new HubConfig.RecoverySettings(require(Settings.RECOVERY_WINDOW)),
                new HubConfig.DrainSettings(require(Settings.DRAIN_WAIT), require(Settings.DRAIN_DEADLINE)),
                require(Settings.MAX_WAITING_COMMITS));
    }

    /** On an address others reach, they must be able to prove who they are by a key that somebody set. */
    private void checkListening(InetAddress host, HubConfig.AuthSettings auth) {
        Given set = given.get(Settings.HOST.key());
        if (!host.isLoopbackAddress() && !auth.hasKey() && set != null) {
            faults.add("host = \"%s\" (%s): other machines reach this address, so one of jwt-secret, supabase-url and"
                            .formatted(set.text(), set.where())
                    + " jwks-url must say whose tokens hold; else it must be a loopback address, such as 127.0.0.1");
        }
    }

    private HubConfig.AuthSettings auth() {
        return new HubConfig.AuthSettings(
                value(Settings.JWT_SECRET).orElse(null),
                value(Settings.SUPABASE_URL).orElse(null),
                value(Settings.JWKS_URL).orElse(null),
                value(Settings.JWT_ISSUER).orElse(null),
                value(Settings.JWT_AUDIENCE).orElse(null),
                require(Settings.OWNERS),
                require(Settings.EXPIRY_WARNING),
                require(Settings.EXPIRY_GRACE));
    }

    private HubConfig.LimitSettings limits() {
        return new HubConfig.LimitSettings(
                require(Settings.EVENTS_PER_SECOND),
                require(Settings.EVENTS_BURST),
                require(Settings.REQUESTS_PER_SECOND),
                require(Settings.REQUESTS_BURST),
                require(Settings.CONNECTIONS_PER_PRINCIPAL),
                require(Settings.CONNECTIONS_PER_ADDRESS),
                require(Settings.ROOMS_PER_SOCKET),
                require(Settings.SUBSCRIPTIONS_PER_CALL),
                require(Settings.REFUSED_LOGINS_PER_MINUTE),
                require(Settings.AUTHENTICATE_WITHIN),
                require(Settings.BAN_AFTER),
                require(Settings.BAN),
                require(Settings.TERMINAL_OUTPUT));
    }

    private void check(Setting<?> setting) {
        try {
            value(setting);
        } catch (ConfigException e) {
            faults.add(e.getMessage());
        }
    }

    private <T> T require(Setting<T> setting) {
        return value(setting).orElseThrow(() -> new IllegalStateException(setting.key() + " has no default"));
    }

    private @Nullable Integer orNull(Setting<OptionalInt> setting) {
        OptionalInt number = require(setting);
        return number.isPresent() ? Integer.valueOf(number.getAsInt()) : null;
    }

    private <T> Optional<T> value(Setting<T> setting) {
        Given set = given.get(setting.key());
        return set == null
                ? setting.defaultText().map(text -> setting.read(text, "default"))
                : Optional.of(setting.read(set.text(), set.where()));
    }

    /** Returns a line for each setting: key, value, and who set it. */
    private List<String> lines() {
        return Settings.ALL.stream()
                .map(setting -> {
                    Given set = given.get(setting.key());
                    return set == null
                            ? "%s = %s"
                                    .formatted(
                                            setting.key(), setting.defaultText().orElse("(not set)"))
                            : "%s = %s  (%s)".formatted(setting.key(), setting.shown(set.text()), set.where());
                })
                .toList();
    }
}
