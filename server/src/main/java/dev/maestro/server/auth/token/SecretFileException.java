package dev.maestro.server.auth.token;

import org.jspecify.annotations.Nullable;

/** The hub's own secret cannot be had. The message is for the person who starts the hub, and says what to do. */
public final class SecretFileException extends RuntimeException {
    public SecretFileException(String message) {
        super(message);
    }

    public SecretFileException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
