package dev.maestro.server.backend;

import org.jspecify.annotations.Nullable;

/**
 * A store cannot be taken elsewhere, or nothing can be brought into it. The message is for the person who asked for it:
 * it says what is wrong and what to do.
 */
public final class StoreTransferException extends RuntimeException {
    public StoreTransferException(String message) {
        super(message);
    }

    public StoreTransferException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
