package dev.maestro.server.terminal;

/**
 * The socket that runs a terminal's PTY; equal to what is the same connection.
 *
 * <p>Threads: implementations are thread-safe and do not block.
 */
public interface TerminalOwner {
    /** Returns the socket's id; another connection of the same owner has another. */
    String socketId();

    /** Returns who it is ({@code Principal.key()}). */
    String principal();

    /**
     * Returns whether its connection is there. When it says no, it always will; {@link Terminals#ownerGone} is called after
     * that.
     */
    boolean connected();

    /** Returns whether its connection takes more of what is typed: not while much waits that it was sent. */
    boolean takes();

    /** Sends {@code terminal:input {ptyId, data}}. */
    void input(String ptyId, String data);

    /** Sends {@code terminal:resize {ptyId, cols, rows}}. */
    void resize(String ptyId, int cols, int rows);

    /** Sends {@code terminal:flow {ptyId, paused}}. */
    void flow(String ptyId, boolean paused);
}
