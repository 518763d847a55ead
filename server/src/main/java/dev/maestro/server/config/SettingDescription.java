package dev.maestro.server.config;

import java.util.List;

/**
 * A setting as a help text or a document shows it.
 *
 * @param key its key, which with two dashes before it is its flag
 * @param variable its environment variable
 * @param defaultText its default; empty when it has none
 * @param rule what a value must be
 * @param meaning what it does
 */
public record SettingDescription(String key, String variable, String defaultText, String rule, String meaning) {
    /** Returns every setting, in the order in which it is shown. */
    public static List<SettingDescription> all() {
        return Settings.ALL.stream()
                .map(setting -> new SettingDescription(
                        setting.key(),
                        setting.variable(),
                        setting.defaultText().orElse(""),
                        setting.rule(),
                        setting.meaning()))
                .toList();
    }
}
