package dev.maestro.protocol.command;

/**
 * The size a viewer wants a terminal to have: {@code {sessionId, cols, rows}}.
 *
 * @param cols 1 to 1000
 * @param rows 1 to 500
 */
public record TerminalResize(String sessionId, int cols, int rows) {}
