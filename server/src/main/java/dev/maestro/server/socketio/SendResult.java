package dev.maestro.server.socketio;

/** What became of something that was to be sent. */
public enum SendResult {
    /** It is on its way: written, queued below the high-water mark, or handed to the socket's event loop. */
    SENT,
    /** It was given up because too much is queued already. */
    DROPPED,
    /** There is nobody to send it to any more. */
    CLOSED
}
