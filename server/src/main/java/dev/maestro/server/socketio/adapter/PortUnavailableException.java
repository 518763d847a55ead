package dev.maestro.server.socketio.adapter;

/** The hub cannot listen where it was told to; the message names host and port. */
public final class PortUnavailableException extends RuntimeException {
    PortUnavailableException(String host, int port, Throwable cause) {
        super("cannot listen on " + host + " port " + port + ": " + cause.getMessage(), cause);
    }
}
