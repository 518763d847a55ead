package dev.maestro.server.config;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One of the settings that can be changed while the hub runs.
 *
 * <p>Threads: immutable.
 */
public final class RuntimeSetting {
    private static final RuntimeSetting LEVEL = new RuntimeSetting(
            Settings.LOG_LEVEL, Kind.CHOICE, config -> config.logLevel().toString());
    private static final RuntimeSetting ALLOWED_ORIGINS =
            new RuntimeSetting(Settings.ORIGINS, Kind.LIST, config -> String.join(",", config.origins()));

    /** All of them, in the order in which they are shown. */
    public static final List<RuntimeSetting> ALL = List.of(
            LEVEL,
            ALLOWED_ORIGINS,
            number(Settings.EVENTS_PER_SECOND, config -> config.limits().eventsPerSecond()),
            number(Settings.EVENTS_BURST, config -> config.limits().eventsBurst()),
            number(Settings.REQUESTS_PER_SECOND, config -> config.limits().requestsPerSecond()),
            number(Settings.REQUESTS_BURST, config -> config.limits().requestsBurst()),
            number(Settings.CONNECTIONS_PER_PRINCIPAL, config -> config.limits().connectionsPerPrincipal()),
            number(Settings.PORTAL_MESSAGES_PER_SECOND, config -> config.portal()
                    .messagesPerSecond()),
            number(Settings.PORTAL_MESSAGES_PER_MINUTE, config -> config.portal()
                    .messagesPerMinute()),
            number(Settings.PORTAL_CONNECTIONS, config -> config.portal().connections()));

    private final Setting<?> setting;
    private final Kind kind;
    private final Function<HubConfig, String> reader;

    /** What a setting is, for those who show it. */
    public enum Kind {
        /** One of some words. */
        CHOICE,
        /** Texts separated by commas. */
        LIST,
        /** A whole number. */
        NUMBER
    }

    private RuntimeSetting(Setting<?> setting, Kind kind, Function<HubConfig, String> reader) {
        this.setting = setting;
        this.kind = kind;
        this.reader = reader;
    }

    private static RuntimeSetting number(Setting<Integer> setting, Function<HubConfig, Integer> reader) {
        return new RuntimeSetting(
                setting, Kind.NUMBER, config -> reader.apply(config).toString());
    }

    /** Finds one by its key. */
    public static Optional<RuntimeSetting> find(String key) {
        return ALL.stream().filter(setting -> setting.key().equals(key)).findFirst();
    }

    /** Returns its key. */
    public String key() {
        return setting.key();
    }

    /** Returns what it is. */
    public Kind kind() {
        return kind;
    }

    /** Returns what it does, in a sentence. */
    public String meaning() {
        return setting.meaning();
    }

    /** Returns the words of a {@link Kind#CHOICE}; of any other none. */
    public List<String> choices() {
        return this == LEVEL
                ? Arrays.stream(LogLevel.values()).map(LogLevel::toString).toList()
                : List.of();
    }

    /** Returns whether it says who may come in. */
    public boolean guards() {
        return this == ALLOWED_ORIGINS;
    }

    /** Returns its value, as it would be written in a settings file. */
    public String in(HubConfig config) {
        return reader.apply(config);
    }

    /** Returns what a value must be, completing "must be …". */
    public String rule() {
        return setting.rule();
    }

    /**
     * Returns a value as {@link #in} would.
     *
     * @throws ConfigException if it is none
     */
    public String normal(String text) {
        return reader.apply(SettingsOver.of(SettingsOver.DEFAULTS, Map.of(key(), text)));
    }

    /**
     * Returns settings with some of them changed.
     *
     * @param changes values by key; other keys than those of {@link #ALL} are passed over
     * @throws ConfigException if one cannot be read
     */
    public static HubConfig over(HubConfig config, Map<String, String> changes) {
        return SettingsOver.of(config, changes);
    }
}
