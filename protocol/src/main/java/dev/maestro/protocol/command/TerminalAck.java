package dev.maestro.protocol.command;

/**
 * How far a viewer's terminal has got: {@code {sessionId, position}}.
 *
 * @param position bytes since the PTY started
 */
public record TerminalAck(String sessionId, long position) {}
