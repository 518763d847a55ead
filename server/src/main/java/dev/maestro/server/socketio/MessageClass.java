package dev.maestro.server.socketio;

/** What a message is, for when not everything can be sent: only {@link #VOLATILE} ones may be dropped in silence. */
public enum MessageClass {
    /** Keeps the connection and its namespaces going. */
    CONTROL,
    /** Answers an event of the client. */
    ACK,
    /** An event the client must get, or be cut off so that it comes back and recovers. */
    EVENT,
    /** An event that is worthless later: dropped when the connection takes nothing at the moment. */
    VOLATILE
}
