package dev.maestro.server.backend;

/** The store cannot be reached or cannot write now; nothing was stored, and trying later may work. */
public final class BackendUnavailableException extends RuntimeException {
    public BackendUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    public BackendUnavailableException(String message) {
        super(message);
    }
}
