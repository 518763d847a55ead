package dev.maestro.protocol.command;

/**
 * The size a PTY has now: {@code {ptyId, cols, rows}}.
 *
 * @param cols 1 to 1000
 * @param rows 1 to 500
 */
public record PtyResize(String ptyId, int cols, int rows) {}
