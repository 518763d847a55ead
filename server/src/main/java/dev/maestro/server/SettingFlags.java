package dev.maestro.server;

import dev.maestro.server.config.ConfigLoader;
import dev.maestro.server.config.LoadedConfig;
import dev.maestro.server.config.SettingDescription;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The flags by which a command is given settings: one for each, and the one that names the file. */
final class SettingFlags {
    private static final String CONFIG_FLAG = "--config";

    private SettingFlags() {}

    /**
     * Adds the flags to a command; all are taken.
     *
     * @param shown keys of the settings its help text shows
     */
    static void addTo(CommandSpec spec, Set<String> shown) {
        spec.addOption(OptionSpec.builder(CONFIG_FLAG)
                .type(Path.class)
                .paramLabel("FILE")
                .description("The settings file to read.")
                .build());
        SettingDescription.all().forEach(setting -> spec.addOption(flag(setting, !shown.contains(setting.key()))));
    }

    private static OptionSpec flag(SettingDescription setting, boolean hidden) {
        return OptionSpec.builder("--" + setting.key())
                .type(String.class)
                .paramLabel("VALUE")
                .description(
                        setting.meaning(),
                        "Must be " + setting.rule() + ".",
                        "Default: " + (setting.defaultText().isEmpty() ? "none" : setting.defaultText()))
                .hidden(hidden)
                .build();
    }

    /**
     * Reads the settings with the flags of commands, each overruling those before it.
     *
     * @throws dev.maestro.server.config.ConfigException if anything is wrong with them
     */
    static LoadedConfig load(ParseResult... results) {
        @Nullable Path file = null;
        Map<String, String> flags = new LinkedHashMap<>();
        for (ParseResult result : results) {
            file = result.matchedOptionValue(CONFIG_FLAG, file);
            for (SettingDescription setting : SettingDescription.all()) {
                String text = result.matchedOptionValue("--" + setting.key(), (String) null);
                if (text != null) {
                    flags.put(setting.key(), text);
                }
            }
        }
        return ConfigLoader.load(file, System.getenv(), flags);
    }
}
