package dev.maestro.server.terminal;

/**
 * What an owner is told of the terminal it registered.
 *
 * @param position from where on the hub wants its output, in bytes since the PTY started
 * @param resumed whether the terminal was here already, with its viewers
 */
public record Registration(long position, boolean resumed) {}
