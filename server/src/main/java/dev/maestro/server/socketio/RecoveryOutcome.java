package dev.maestro.server.socketio;

/** What became of a client that came back for its socket. */
public enum RecoveryOutcome {
    /** It has its socket back, and everything it missed. */
    RECOVERED,
    /** It began afresh: its socket or the log is gone, is not its own, or cannot be read now. */
    AFRESH,
    /** It had its socket back, and then could not be brought to the present: it was cut off. */
    FAILED
}
