package dev.maestro.server.backend;

import org.jspecify.annotations.Nullable;

/**
 * The store cannot be reached or cannot write now; trying later may work. Nothing was stored, but where {@link
 * #mayBeStored} says otherwise.
 */
public final class BackendUnavailableException extends RuntimeException {
    private final boolean mayBeStored;

    private BackendUnavailableException(String message, @Nullable Throwable cause, boolean mayBeStored) {
        super(message, cause);
        this.mayBeStored = mayBeStored;
    }

    public BackendUnavailableException(String message, @Nullable Throwable cause) {
        this(message, cause, false);
    }

    public BackendUnavailableException(String message) {
        this(message, null, false);
    }

    /** Says that the store was lost while it stored something, so that nobody knows whether it did. */
    public static BackendUnavailableException outcomeUnknown(String message, @Nullable Throwable cause) {
        return new BackendUnavailableException(message + ": it is not known whether this was stored", cause, true);
    }

    /** Returns whether what was to be stored may be stored all the same. */
    public boolean mayBeStored() {
        return mayBeStored;
    }
}
