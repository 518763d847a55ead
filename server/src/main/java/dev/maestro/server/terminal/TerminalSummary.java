package dev.maestro.server.terminal;

/**
 * A terminal as lists show it.
 *
 * @param createdAt when it was registered, in epoch milliseconds
 * @param position how much it wrote, in bytes since the PTY started
 * @param viewers how many sockets watch it
 * @param connected whether its owner is connected
 */
public record TerminalSummary(
        String sessionId,
        String projectId,
        String ptyId,
        int cols,
        int rows,
        String title,
        long createdAt,
        long position,
        int viewers,
        boolean connected) {}
