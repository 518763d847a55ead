package dev.maestro.server.config;

import java.util.List;

/** The settings cannot be used. The message is for the person who starts the hub and names key, value and rule. */
public final class ConfigException extends RuntimeException {
    public ConfigException(String message) {
        super(message);
    }

    ConfigException(List<String> faults) {
        super(String.join(System.lineSeparator(), faults));
    }
}
