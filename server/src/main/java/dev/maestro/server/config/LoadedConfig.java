package dev.maestro.server.config;

import java.util.List;

/**
 * The settings, and how to show them.
 *
 * @param config the settings
 * @param lines each setting with its value and who set it; holds no secret
 */
public record LoadedConfig(HubConfig config, List<String> lines) {
    public LoadedConfig {
        lines = List.copyOf(lines);
    }
}
