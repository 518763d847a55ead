package dev.maestro.server.auth.token;

import org.jspecify.annotations.Nullable;

/** The issuer's keys could not be had; the message says why, for the log. */
final class JwksException extends Exception {
    JwksException(String message) {
        super(message);
    }

    JwksException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
