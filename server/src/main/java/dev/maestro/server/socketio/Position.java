package dev.maestro.server.socketio;

/**
 * How far the feed has been broadcast.
 *
 * @param offset the text clients hold and give back; opaque here
 * @param sequence what {@link Broadcast#sequence} is compared with; grows from one position to the next
 */
public record Position(String offset, long sequence) {
    /** Before anything was broadcast. */
    public static final Position START = new Position("", 0);
}
