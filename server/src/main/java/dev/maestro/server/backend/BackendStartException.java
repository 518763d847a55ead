package dev.maestro.server.backend;

/**
 * The store cannot be opened, and nothing in it was changed. The message is for the person who starts the hub: it
 * names the place, what is wrong, and what to do.
 */
public final class BackendStartException extends RuntimeException {
    public BackendStartException(String message, Throwable cause) {
        super(message, cause);
    }

    public BackendStartException(String message) {
        super(message);
    }
}
