package dev.maestro.server;

/** The hub cannot start, for a reason whose message is for the person who starts it. */
final class HubStartException extends RuntimeException {
    HubStartException(Exception reason) {
        super(reason.getMessage(), reason);
    }
}
