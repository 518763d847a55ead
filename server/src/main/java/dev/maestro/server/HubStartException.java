package dev.maestro.server;

/** The hub cannot start, for a reason whose message is for the person who starts it, and names the setting. */
final class HubStartException extends RuntimeException {
    HubStartException(String setting, Exception reason) {
        super(setting + ": " + reason.getMessage(), reason);
    }
}
