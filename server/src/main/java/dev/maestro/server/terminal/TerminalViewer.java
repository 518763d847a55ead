package dev.maestro.server.terminal;

import dev.maestro.protocol.json.JsonBytes;
import dev.maestro.protocol.socketio.EncodedPacket;

/**
 * A socket that watches terminals.
 *
 * <p>Threads: implementations do not block; what is not marked as of the loop may be called from any thread.
 */
public interface TerminalViewer {
    /** Returns the socket's id. */
    String socketId();

    /** Returns what other viewers know its user by. */
    String name();

    /** Returns whether it may type now. */
    boolean mayWrite();

    /** Runs on the socket's event loop, in the order of the calls; what is for a socket that is gone may be left out. */
    void execute(Runnable action);

    /** Returns whether it still watches: is connected, and in the terminal's room. */
    boolean watches(String sessionId);

    /** Takes it out of the terminal's room. Of the loop. */
    void leave(String sessionId);

    /**
     * Sends output, if the connection takes it at once; returns whether it did. Of the loop.
     *
     * @param packet the {@code terminal:output}
     * @param to the position after it
     */
    boolean offer(EncodedPacket packet, long to);

    /** Runs once on the loop when the connection takes packets again; now, if it does; never if it ends first. Of the loop. */
    void whenWritable(Runnable action);

    /** Sends an event that must not be missed. Of the loop. */
    void send(String event, JsonBytes payload);
}
