package dev.maestro.server.socketio;

/** A client did not ack in time, or is gone. */
public final class NoAckException extends RuntimeException {
    NoAckException(String message) {
        super(message, null, false, false);
    }
}
