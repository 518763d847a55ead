package dev.maestro.server.socketio;

/** What is kept for recovery cannot be reached now, which is told of elsewhere; it says nothing of a single socket. */
public final class RecoveryAwayException extends RuntimeException {
    /** Wraps what it cannot be reached for. */
    public RecoveryAwayException(Throwable cause) {
        super(cause);
    }
}
